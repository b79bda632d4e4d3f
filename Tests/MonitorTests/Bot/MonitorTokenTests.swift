import RoomAccess
import Testing

@testable import Monitor

@Suite struct MonitorTokenTests {
    private func token(_ grant: VideoGrant) throws -> String {
        let token = AccessToken(apiKey: "key", identity: "m", expiry: 1, video: grant)
        return try #require(token.signed(with: try APISecret("secret")))
    }

    @Test("a monitor's token for the room is taken, expired or not: that is the server's to say")
    func aMonitorsToken() throws {
        #expect(
            MonitorToken.fault(of: try token(VideoGrant(room: "r", roomJoin: true, hidden: true)), room: "r") == nil)
        #expect(
            MonitorToken.fault(
                of: try token(VideoGrant(room: "r", roomJoin: true, canSubscribeMetrics: true)), room: "r")
                == nil)
    }

    @Test("a participant's token, one of another room and what is no token are refused, without quoting them")
    func othersTokens() throws {
        let participant = try token(VideoGrant(room: "r", roomJoin: true))
        let foreign = try token(VideoGrant(room: "other", roomJoin: true, hidden: true))
        for text in [participant, foreign, "", "a.b.c", "....", String(repeating: ".", count: 100_000)] {
            let fault = try #require(MonitorToken.fault(of: text, room: "r"))
            #expect(text.isEmpty || !fault.contains(text))
        }
    }
}
