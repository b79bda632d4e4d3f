import Foundation
import Monitor
import TestSupport
import Testing
import Vitals
import VitalsJSON

@testable import Relay

/// A real call in a real browser, published by the module through the relay to the bot.
@Suite(.serialized, .enabled(if: Chromium.isWanted, "ROOMVITALS_SKIP_BROWSER is set"), .timeLimit(.minutes(2)))
struct BrowserCallTests {
    @Test func theBotsBlockIsThePagesOwnAccount() async throws {
        let site = try TestSite()
        site.allow("connect")
        try await withRelay(site.configuration) { relay in
            let bot = try AttachedBot(port: relay.port, room: "call")
            try await bot.waitForNote("attached to call")
            let page = "script=call.js&room=call&interval=1000&freshness=250&end=close&seconds=6"
            try await Chromium.open("http://127.0.0.1:\(relay.port)/pages/page.html?\(page)") { _ in
                let account = try await site.wait(for: "account", as: PageAccount.self)
                let summary = try await bot.summary(afterDepartureOf: "alice")
                let alice = try #require(summary.session.participant("alice"))
                let block = QualityBlock(alice.totals(at: summary.session.end ?? 0))

                account.expect(in: block)
                #expect(account.sentVideo.readings >= 6)
                #expect(account.sentVideo.frames > 60)
                #expect(account.statistics.errors == 0)
                #expect(account.statistics.bufferedMessages == 0)
                #expect(block.samples.duplicateReports == 0)
                #expect(summary.session.reports == account.statistics.samplesSent)
                #expect(relay.statistics.refusedMessages.isEmpty)
                // The same as it is published: two decimals.
                let decoder = JSONDecoder()
                decoder.keyDecodingStrategy = .convertFromSnakeCase
                let published = try decoder.decode(
                    Published.self, from: summary.document.withText(.indented) { Data($0) })
                #expect(published.qualityMetrics.averageBitrate == rounded(account.sentVideo.kbps))
                #expect(published.qualityMetrics.averageFps == rounded(account.sentVideo.framesPerSecond))
                #expect(published.qualityMetrics.totalReadings == account.sentVideo.readings)
            }
        }
    }

    @Test func aPageThatIsLeftSendsItsLastReportOnce() async throws {
        struct Left: Decodable {
            var first: Double
            var last: Double
            var sent: Int
        }
        let site = try TestSite()
        site.allow("connect")
        try await withRelay(site.configuration) { relay in
            let bot = try AttachedBot(port: relay.port, room: "left")
            try await bot.waitForNote("attached to left")
            // The interval is longer than the call: only the first report and the last one are sent.
            let page = "script=call.js&room=left&interval=600000&freshness=100&end=leave&seconds=1.5"
            try await Chromium.open("http://127.0.0.1:\(relay.port)/pages/page.html?\(page)") { _ in
                let left = try await site.wait(for: "left", as: Left.self)
                let summary = try await bot.summary(afterDepartureOf: "alice")
                let alice = try #require(summary.session.participant("alice"))
                let block = QualityBlock(alice.totals(at: summary.session.end ?? 0))

                #expect(summary.session.reports == 4)
                #expect(block.totalReadings == 1)
                #expect(block.samples.stale == 0)
                #expect(block.samples.duplicateReports == 0)
                #expect(left.last - left.first > 1000)
                let covered = block.uplinkVideo.bitrate.weight * 1000
                #expect(abs(covered - (left.last - left.first)) < 1e-6)
                // It said goodbye, as the bot does when it has told its result, rather than being given up after a while.
                try await eventually("both goodbyes", within: .seconds(5)) {
                    relay.statistics.messagesReceived["leave"] == 2
                }
            }
        }
    }

    @Test func aRelayThatIsKilledInMidCallCostsNoReading() async throws {
        let site = try TestSite()
        site.allow("connect")
        try await withRelay(site.configuration) { pages in
            let first = try RelayProgram(port: 0)
            let port = try await first.port()
            let bot = try AttachedBot(port: port, room: "outage")
            try await bot.waitForNote("attached to outage")
            let page =
                "script=call.js&room=outage&interval=300&freshness=100&end=outage&feed=ws://127.0.0.1:\(port)"
            try await Chromium.open("http://127.0.0.1:\(pages.port)/pages/page.html?\(page)") { _ in
                _ = try await site.wait(for: "underway", as: Nothing?.self)
                // A relay keeps no reports: the page comes back when the bot has.
                site.forbid("connect")
                first.kill()
                _ = try await site.wait(for: "buffered", as: Nothing?.self)
                let second = try RelayProgram(port: port)
                try await bot.waitForNote("attached again to outage")
                site.allow("connect")
                let account = try await site.wait(for: "account", as: PageAccount.self)
                let summary = try await bot.summary(afterDepartureOf: "alice")
                let alice = try #require(summary.session.participant("alice"))

                account.expect(in: QualityBlock(alice.totals(at: summary.session.end ?? 0)))
                #expect(account.statistics.connections == 2)
                #expect(account.statistics.samplesDropped == 0)
                #expect(account.sentVideo.readings >= 10)
                #expect(summary.reconnects >= 1)
                second.kill()
            }
        }
    }

    /// Nothing but `null`.
    private struct Nothing: Decodable {}

    private struct Published: Decodable {
        struct Metrics: Decodable {
            var averageBitrate: Double
            var averageFps: Double
            var totalReadings: UInt64
        }
        var qualityMetrics: Metrics
    }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
