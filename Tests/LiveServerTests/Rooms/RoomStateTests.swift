import Testing

@testable import LiveServer

@Suite struct RoomStateTests {
    @Test("states have the names that the JSON promises")
    func names() {
        #expect(RoomState.allCases.map(\.rawValue) == ["waiting", "live", "reconnecting", "ended"])
    }
}
