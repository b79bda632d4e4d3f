import SessionRecords
import Testing

@Suite("A session's ids")
struct SessionIDsTests {
    static let id = "f47ac10b-58cc-4372-a567-0e02b2c3d479"
    static let category = "11111111-2222-4333-8444-555555555555"

    @Test("come from the room's metadata")
    func metadata() {
        let ids = SessionIDs(
            metadata: """
                {"session_id": "\(Self.id)", "user_id": "user-7", "counselor_category": "\(Self.category)",
                 "save_url": "http://evil.example/", "token": "x"}
                """)
        #expect(
            ids
                == SessionIDs(
                    sessionID: UUIDText(Self.id), userID: "user-7", counselorCategory: UUIDText(Self.category)))
    }

    @Test(
        "are none where the metadata is something else",
        arguments: ["", " ", "{}", "{\"session\": 1}", "{\"a\":{\"session_id\":\"\(id)\"}}"])
    func none(metadata: String) {
        #expect(SessionIDs(metadata: metadata) { Issue.record("\($0)") } == SessionIDs())
    }

    @Test(
        "are none where the metadata is no object, and that is told",
        arguments: ["hello", "[1]", "null", "7", "\"{}\"", "{", #"{"user_id": "a", "user_id": "b"}"#])
    func noObject(metadata: String) {
        var odd: [SessionIDs.Oddity] = []
        #expect(SessionIDs(metadata: metadata) { odd.append($0) } == SessionIDs())
        #expect(odd == [.noObject])
    }

    @Test(
        "that are not what they should be are left out, and named",
        arguments: [
            (#"{"session_id": "42"}"#, ["session_id"]), (#"{"session_id": 42}"#, ["session_id"]),
            (#"{"user_id": ""}"#, ["user_id"]), (#"{"user_id": {}}"#, ["user_id"]), (#"{"user_id": 1.5}"#, ["user_id"]),
            (#"{"counselor_category": "anxiety", "session_id": "../x"}"#, ["session_id", "counselor_category"]),
        ])
    func odd(metadata: String, names: [String]) {
        var odd: [SessionIDs.Oddity] = []
        #expect(SessionIDs(metadata: metadata) { odd.append($0) } == SessionIDs())
        #expect(Set(odd) == Set(names.map(SessionIDs.Oddity.id)))
    }

    @Test("may number the user")
    func numbered() {
        #expect(SessionIDs(metadata: #"{"user_id": 1234567}"#).userID == "1234567")
    }

    @Test("of options stand before those of the metadata")
    func filled() {
        let options = SessionIDs(userID: "me")
        let metadata = SessionIDs(sessionID: UUIDText(Self.id), userID: "you")
        #expect(options.filled(from: metadata) == SessionIDs(sessionID: UUIDText(Self.id), userID: "me"))
    }
}
