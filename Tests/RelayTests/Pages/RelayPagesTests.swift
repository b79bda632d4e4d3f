import TestSupport
import Testing

@testable import Relay

@Suite struct RelayPagesTests {
    @Test(arguments: ["GET", "HEAD"])
    func theModuleIsScriptForPagesOfAnyOrigin(method: String) async throws {
        try await RelayFixture.run { relay in
            let answer = try relay.client().request(method, "/roomvitals.js?v=1")
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "text/javascript; charset=utf-8")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            #expect(answer.headers["cache-control"] == "no-cache")
            #expect(answer.headers["access-control-allow-origin"] == "*")
            #expect(answer.body.contains("export class RoomVitalsPublisher") == (method == "GET"))
        }
    }

    @Test func aCopyThatIsStillGoodIsNotSentAgain() async throws {
        try await RelayFixture.run { relay in
            let client = try relay.client()
            let tag = try #require(try client.request("GET", "/roomvitals.js").headers["etag"])
            for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let answer = try client.request("GET", "/roomvitals.js", headers: ["If-None-Match: \(known)"])
                #expect(answer.status == 304)
                #expect(answer.body.isEmpty)
                #expect(answer.headers["etag"] == tag)
            }
            let other = try client.request("GET", "/roomvitals.js", headers: ["If-None-Match: \"other\""])
            #expect(other.status == 200)
        }
    }
}
