import HTTPPort
import LiveServer
import Relay
import Synchronization
import TestSupport
import Testing
import Vitals

@testable import Monitor

/// `/readyz` over a bot's life, and where a local port is not opened.
@Suite(.timeLimit(.minutes(2))) struct ReadinessTests {
    /// Waits until `/readyz` answers so.
    private func ready(
        _ port: Int, _ status: Int, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let last = Last()
        let isSo = await Rooms.wait {
            let answer = await Task.detached(executorPreference: ThreadExecutor()) {
                try? RawClient(port: port).request("GET", "/readyz")
            }.value
            last.set(answer.map { "\($0.status) \($0.body)" } ?? "no answer")
            return answer?.status == status && answer?.body.contains(text) == true
        }
        #expect(isSo, "\(last.text)", sourceLocation: sourceLocation)
    }

    /// A report of a participant that reports four times a second.
    private func report(_ number: Int) -> FeedMessage {
        let time = 1_795_452_000_000 + Double(number) * 250
        var entry = OutboundRTP(
            header: StatsHeader(id: "OT01V1", timestamp: time, kind: .video, ssrc: 1, mid: "1"))
        entry.bytesSent = Double(number) * 10_000
        return .stats(
            StatsReport(
                identity: "", peerConnection: "publisher", timestamp: time, sequence: UInt64(number),
                entries: [.outboundRTP(entry)]))
    }

    /// Reports until it is cancelled.
    ///
    /// - Returns: the number of the next report.
    private func talk(of guest: Guest, from first: Int) -> Task<Int, Never> {
        Task {
            var number = first
            while !Task.isCancelled {
                guest.say(report(number))
                number += 1
                try? await Task.sleep(for: .milliseconds(250))
            }
            return number
        }
    }

    @Test("a bot is ready while it is attached and its numbers are of now, and says why it is not")
    func life() async throws {
        let relay = try await Rooms.relay()
        let relayPort = relay.port
        let site = LocalPort.makeSite(version: "1")
        let local = try await LocalPort.start(site, host: "127.0.0.1", port: 0, configuration: .init())
        await ready(local.number, 200, #""status":"ready","rooms":0"#)

        let room = site.show("r")
        await ready(local.number, 503, "not attached yet")
        let bot = try Rooms.bot(port: relayPort) {
            $0.shownIn = room
            $0.grace = 60
        }
        let run = Rooms.run(bot)
        // Nobody there, nothing to wait for.
        await ready(local.number, 200, #""status":"ready","rooms":1"#)

        let alice = try Guest(port: relayPort)
        #expect(await alice.isIn())
        await ready(local.number, 503, "no report has come yet")
        let talk = talk(of: alice, from: 0)
        await ready(local.number, 200, #""status":"ready""#)
        try await Task.sleep(for: .seconds(2))
        await ready(local.number, 200, #""status":"ready""#)
        talk.cancel()
        let said = await talk.value
        await ready(local.number, 503, "where one is expected every 0.")
        let more = self.talk(of: alice, from: said)
        await ready(local.number, 200, #""status":"ready""#)
        more.cancel()
        _ = await more.value

        alice.go()
        await relay.shutdown()
        await ready(local.number, 503, "the connection is lost")
        let again = try await Rooms.relay(port: relayPort)
        await ready(local.number, 200, #""status":"ready""#)

        bot.interrupt()
        #expect(await run.value.summary?.end == .interrupted)
        // It is over, and nobody has to start it again.
        await ready(local.number, 200, #""status":"ready","rooms":0"#)
        bot.close()
        await local.shutdown()
        await again.shutdown()
    }

    @Test("a port beyond this machine is not opened without a token", arguments: ["0.0.0.0", "::"])
    func needsToken(host: String) async throws {
        let site = LocalPort.makeSite(version: "1")
        await #expect(throws: LocalPort.Refusal.needsToken(host)) {
            try await LocalPort.start(site, host: host, port: 0, configuration: .init())
        }
        var configuration = HTTPPort.Configuration()
        configuration.token = try APIToken("correct-horse-battery")
        let local = try await LocalPort.start(site, host: "0.0.0.0", port: 0, configuration: configuration)
        #expect(local.number > 0)
        await local.shutdown()
    }
}

/// The last of several texts, for a failure to tell.
private final class Last: Sendable {
    private let value = Mutex("")

    var text: String { value.withLock { $0 } }
    func set(_ text: String) { value.withLock { $0 = text } }
}
