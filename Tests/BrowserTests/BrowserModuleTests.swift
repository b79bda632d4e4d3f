import Foundation
import RoomAccess
import TestSupport
import Testing

@testable import Relay
@testable import VitalsJSON

/// The module's rules, run in a real browser.
@Suite(.serialized, .enabled(if: Chromium.isWanted, "ROOMVITALS_SKIP_BROWSER is set"), .timeLimit(.minutes(2)))
struct BrowserModuleTests {
    private struct Result: Decodable {
        var name: String
        var error: String?
    }

    @Test func theModuleKeepsItsRules() async throws {
        let site = try TestSite()
        try await withRelay(site.configuration) { relay in
            try await Chromium.open("http://127.0.0.1:\(relay.port)/pages/page.html?script=module-tests.js") { _ in
                let escaped = try await site.wait(for: "escaped", as: [String].self)
                let results = try site.told("results").flatMap {
                    try JSONDecoder().decode([Result].self, from: Data($0.utf8))
                }
                #expect(results.count >= 71)
                for result in results {
                    #expect(result.error == nil, "\(result.name)")
                }
                #expect(escaped == [], "errors reached the page")
                let read = (EntryField.all + EntryField.durations).map { "\($0.name)" }
                #expect(try await site.wait(for: "fields", as: [String].self) == read.sorted())
                #expect(try await site.wait(for: "worker", as: String.self) == "connecting,closed")
            }
        }
    }

    @Test("the pages' modules keep their rules", arguments: [("live-tests.js", 63), ("history-tests.js", 47)])
    func pagesModules(script: String, least: Int) async throws {
        let site = try TestSite()
        try await withRelay(site.configuration) { relay in
            try await Chromium.open("http://127.0.0.1:\(relay.port)/pages/page.html?script=\(script)") { _ in
                let count = try await site.wait(for: "done", as: Int.self)
                let results = try site.told("results").flatMap {
                    try JSONDecoder().decode([Result].self, from: Data($0.utf8))
                }
                #expect(results.count == count)
                #expect(count >= least)
                for result in results {
                    #expect(result.error == nil, "\(result.name)")
                }
            }
        }
    }

    @Test func aRefusedPageIsToldWhy() async throws {
        let site = try TestSite()
        var keyed = RelayServer.Configuration()
        keyed.verifier = try AccessTokenVerifier(keys: ["key": String(repeating: "s", count: 32)])
        try await withRelay(keyed) { relay in
            try await withRelay(site.configuration) { pages in
                let page = "script=refused.js&feed=ws://127.0.0.1:\(relay.port)"
                try await Chromium.open("http://127.0.0.1:\(pages.port)/pages/page.html?\(page)") { _ in
                    let reason = try await site.wait(for: "reason", as: String.self)
                    #expect(reason.hasPrefix("failed the relay refuses (401): "))
                    #expect(!reason.contains("c2VjcmV0"), "the token is in it")
                }
            }
        }
    }
}
