package import VitalsJSON

/// A record that waits, with what is needed to send it.
package struct SpooledRecord: Sendable, Equatable {
    static let format: UInt32 = 1

    package var sessionID: UUIDText
    /// Where it is to be sent; `nil` where nobody has said.
    package var saveURL: String?
    /// The body of the request, the same bytes at every try.
    package var body: [UInt8]

    package init(_ record: SessionRecord, saveURL: String?) {
        sessionID = record.sessionID
        self.saveURL = saveURL
        body = record.json.written()
    }

    private init(sessionID: UUIDText, saveURL: String?, body: [UInt8]) {
        self.sessionID = sessionID
        self.saveURL = saveURL
        self.body = body
    }

    /// The record as a value, for looking into it.
    package var json: JSONValue? {
        try? body.withUnsafeBytes { try JSONValue(parsing: $0, limits: .ownFiles) }
    }

    /// The same as that user's; `nil` where the body is no object.
    package func of(user: String) -> SpooledRecord? {
        guard case .object(var members)? = json else { return nil }
        if let place = members.firstIndex(where: { $0.key == "user_id" }) {
            members[place].value = .string(user)
        } else {
            members.append(.init("user_id", .string(user)))
        }
        return SpooledRecord(sessionID: sessionID, saveURL: saveURL, body: JSONValue.object(members).written())
    }

    func encoded() -> [UInt8] {
        let header: JSONValue = [
            "session_id": .string(sessionID.text), "save_url": saveURL.map(JSONValue.string) ?? .null,
        ]
        return SealedText.seal(header.written() + [UInt8(ascii: "\n")] + body, as: .record, format: Self.format)
    }

    init(decoding bytes: [UInt8]) throws(SealedText.Fault) {
        let content = try SealedText.open(bytes, as: .record, format: Self.format)
        guard let end = content.firstIndex(of: UInt8(ascii: "\n")),
            let header = try? Array(content[..<end]).withUnsafeBytes({ try JSONValue(parsing: $0, limits: .ownFiles) }),
            case .string(let text)? = header["session_id"], let id = UUIDText(text)
        else { throw .damaged }
        var saveURL: String?
        if case .string(let url)? = header["save_url"] { saveURL = url }
        self.init(sessionID: id, saveURL: saveURL, body: Array(content[(end + 1)...]))
    }
}
