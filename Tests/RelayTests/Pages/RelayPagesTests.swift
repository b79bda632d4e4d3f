import Testing

@testable import Relay

@Suite struct RelayPagesTests {
    private func get(
        _ path: String, method: String = "GET", _ headers: [RelayHTTPRequest.Field] = []
    ) -> RelayHTTPResponse {
        RelayPages.respond(RelayHTTPRequest(method: method, target: path, headers: headers))
    }

    private func value(_ name: String, of response: RelayHTTPResponse) -> String? {
        response.headers.first { $0.name == name }?.value
    }

    @Test(arguments: ["GET", "HEAD"])
    func theModuleIsScriptForPagesOfAnyOrigin(method: String) throws {
        let response = get("/roomvitals.js?v=1", method: method)
        #expect(response.status == 200)
        #expect(value("Content-Type", of: response) == "text/javascript; charset=utf-8")
        #expect(value("X-Content-Type-Options", of: response) == "nosniff")
        #expect(value("Cache-Control", of: response) == "no-cache")
        #expect(value("Access-Control-Allow-Origin", of: response) == "*")
        let text = try #require(String(validating: response.body, as: UTF8.self))
        #expect(text.contains("export class RoomVitalsPublisher"))
    }

    @Test func aCopyThatIsStillGoodIsNotSentAgain() throws {
        let tag = try #require(value("ETag", of: get("/roomvitals.js")))
        for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let response = get("/roomvitals.js", [.init("If-None-Match", known)])
            #expect(response.status == 304)
            #expect(response.body.isEmpty)
            #expect(value("ETag", of: response) == tag)
        }
        #expect(get("/roomvitals.js", [.init("If-None-Match", "\"other\"")]).status == 200)
    }

    @Test func otherPathsGetAListAndOtherMethodsARefusal() {
        let response = get("/roomvitals.css")
        #expect(response.status == 404)
        #expect(String(decoding: response.body, as: UTF8.self).contains("/roomvitals.js"))
        #expect(value("Access-Control-Allow-Origin", of: response) == nil)
        #expect(get("/roomvitals.js", method: "POST").status == 405)
    }

    @Test func itIsServedOnTheRelaysOwnPort() async throws {
        try await RelayFixture.run({ $0.httpResponder = RelayPages.respond }) { relay in
            let answer = try relay.client().request("GET", "/roomvitals.js")
            #expect(answer.status == 200)
            #expect(answer.body.contains("export class RoomVitalsPublisher"))
        }
    }
}
