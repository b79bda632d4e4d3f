import Foundation
import Testing

@testable import Relay

/// The module's rules, run in a real browser.
@Suite(.serialized, .enabled(if: Chromium.isWanted, "ROOMVITALS_SKIP_BROWSER is set"), .timeLimit(.minutes(2)))
struct BrowserModuleTests {
    private struct Result: Decodable {
        var name: String
        var error: String?
    }

    @Test func theModuleKeepsItsRules() async throws {
        let site = try TestSite()
        try await withRelay(site) { relay in
            try await Chromium.open("http://127.0.0.1:\(relay.port)/pages/page.html?script=module-tests.js") { _ in
                let escaped = try await site.wait(for: "escaped", as: [String].self)
                let results = try site.told("results").flatMap {
                    try JSONDecoder().decode([Result].self, from: Data($0.utf8))
                }
                #expect(results.count >= 30)
                for result in results {
                    #expect(result.error == nil, "\(result.name)")
                }
                #expect(escaped == [], "errors reached the page")
                #expect(try await site.wait(for: "worker", as: String.self) == "connecting,closed")
            }
        }
    }
}
