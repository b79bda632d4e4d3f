import Foundation
import SwiftProtobuf
import Synchronization
import TestSupport
import Testing
import Vitals
import VitalsJSON

@testable import LiveKitRoom

/// A connection's life, on an engine that says what the test has it say.
@Suite(.timeLimit(.minutes(1))) struct LiveKitConnectionTests {
    private final class Heard: Sendable {
        private let events = Mutex<[String]>([])
        private let reports = Mutex<[StatsReport]>([])

        func hear(_ event: LiveKitEvent) {
            let text: String? =
                switch event {
                case .tick: nil
                case .message(.join(let join)): "join \(join.room.name) \(join.otherParticipants.map(\.identity))"
                case .message(.stats(let report)): "stats \(report.identity) \(report.sid) \(report.entries.count)"
                case .message(.update(let infos)): "update \(infos.map { "\($0.identity) \($0.state)" })"
                case .message(.leave(let reason)): "leave \(reason.rawValue)"
                case .message(let message): "\(message)"
                case .awaitsRoom: "awaits the room"
                case .cannotAskForRoom(let reason): "cannot ask: \(reason)"
                case .textLeftOut(let count): "lost \(count)"
                case .refused(let failure): "refused \(failure)"
                case .interrupted: "interrupted"
                case .restored: "restored"
                case .disconnected(let reason, let retryIn): "disconnected \(reason), \(retryIn != nil)"
                case .broken(let reason): "broken \(reason)"
                case .ended(let reason): "ended \(reason ?? "")"
                }
            if let text { events.withLock { $0.append(text) } }
            if case .message(.stats(let report)) = event { reports.withLock { $0.append(report) } }
        }

        var all: [String] { events.withLock { $0 } }
        var stats: [StatsReport] { reports.withLock { $0 } }

        func wait(for text: String, count: Int = 1) async -> Bool {
            for _ in 0..<1000 {
                if all.filter({ $0.hasPrefix(text) }).count >= count { return true }
                try? await Task.sleep(for: .milliseconds(10))
            }
            return false
        }
    }

    private static func accepting(_ participants: [String] = ["alice"]) -> ScriptedEngine {
        // Its own handles are those of the engine that is made here.
        let box = Mutex<ScriptedEngine?>(nil)
        let holder = Holder(box: consume box)
        let engine = ScriptedEngine { request, id in
            switch request.message {
            case .connect?:
                let callback = EngineConnectCallback.with {
                    $0.asyncID = id
                    $0.result = .with {
                        $0.room = .with {
                            $0.handle.id = 3
                            $0.info.name = "r"
                            $0.info.sid = "RM_r"
                        }
                        $0.localParticipant.handle.id = 4
                        $0.participants = participants.enumerated().map { index, name in
                            .with {
                                $0.participant.handle.id = UInt64(10 + index)
                                $0.participant.info = .with {
                                    $0.sid = "PA_\(name)"
                                    $0.identity = name
                                    $0.state = 2
                                }
                            }
                        }
                    }
                }
                return EngineItem(callback) { id in holder.box.withLock { $0 }?.handle(id) }
            case .disconnect?: return .disconnected
            default: return nil
            }
        }
        holder.box.withLock { $0 = engine }
        return engine
    }

    /// What a server says of a room.
    private final class Answer: Sendable {
        private let state = Mutex(false)
        var value: Bool {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }

    private final class Holder: Sendable {
        let box: Mutex<ScriptedEngine?>
        init(box: consuming Mutex<ScriptedEngine?>) { self.box = box }
    }

    private func connect(
        _ engine: ScriptedEngine, _ heard: Heard, interval: Double? = 10, token: String? = "token"
    ) -> LiveKitConnection {
        var configuration = LiveKitConfiguration(url: "ws://127.0.0.1:7880", identity: "bot") { token }
        configuration.statsInterval = interval
        configuration.tick = 0.01
        return LiveKitConnection(configuration, engine: engine) { event, _ in heard.hear(event) }
    }

    @Test("it joins, hears of people, says goodbye, and gives back all that the engine kept for it")
    func life() async {
        let (engine, heard) = (Self.accepting(), Heard())
        let connection = connect(engine, heard)
        #expect(await heard.wait(for: #"join r ["alice"]"#))
        engine.say(
            .with { event in
                event.participantConnected.info = .with {
                    $0.handle.id = 20
                    $0.info = .with {
                        $0.identity = "bob"
                        $0.sid = "PA_bob"
                        $0.state = 2
                    }
                }
            })
        #expect(await heard.wait(for: #"update ["bob active"]"#))
        #expect(engine.keptHandles == 4)
        connection.stop()
        connection.waitForEnd()
        #expect(heard.all.last == "ended ")
        #expect(engine.keptHandles == 0)
        let kinds = engine.requests.compactMap(\.message)
        #expect(kinds.contains { if case .readyForRoomEvent(let ready) = $0 { ready.roomHandle == 3 } else { false } })
        #expect(kinds.contains { if case .disconnect(let goodbye) = $0 { goodbye.roomHandle == 3 } else { false } })
        #expect(connection.statistics.connects == 1 && connection.statistics.reconnects == 0)
    }

    @Test("stats are their sender's, whatever they say of themselves; a stranger's, and rubbish, are counted")
    func stats() async {
        let (engine, heard) = (Self.accepting(), Heard())
        let connection = connect(engine, heard)
        defer { connection.stop() }
        #expect(await heard.wait(for: "join"))
        let forged =
            #"{"stats":{"participantIdentity":"bob","participantSid":"PA_bob","pc":"publisher","timestamp":1,"#
            + #""reports":[{"id":"O","timestamp":1,"type":"outbound-rtp","kind":"audio","ssrc":1}]}}"#
        engine.say(.data(identity: "alice", topic: "rtc-stats", payload: Array(forged.utf8)))
        #expect(await heard.wait(for: "stats alice PA_alice 1"))
        engine.say(.data(identity: "mallory", topic: "rtc-stats", payload: Array(forged.utf8)))
        engine.say(.data(identity: "alice", topic: "chat", payload: Array(forged.utf8)))
        engine.say(.data(identity: "alice", topic: "rtc-stats", payload: Array("{".utf8)))
        #expect(await heard.wait(for: "refused"))
        engine.say(.data(identity: "alice", topic: "rtc-stats", payload: Array(#"{"leave":{}}"#.utf8)))
        #expect(await heard.wait(for: "refused", count: 2))
        #expect(heard.stats.count == 1)
        #expect(connection.statistics.strangersPackets == 1)
        #expect(connection.statistics.statsPackets == 4)
    }

    @Test("what the server ends is begun again, with a token of its own; what only a person can mend is not")
    func again() async {
        let (engine, heard) = (Self.accepting(), Heard())
        let connection = connect(engine, heard)
        #expect(await heard.wait(for: "join"))
        engine.say(.with { $0.disconnected.reason = 3 })
        #expect(await heard.wait(for: "leave SERVER_SHUTDOWN"))
        #expect(await heard.wait(for: "join", count: 2))
        #expect(connection.statistics.reconnects == 1)
        engine.say(.panic("thread 'x' panicked"))
        #expect(await heard.wait(for: "broken LiveKit's engine broke down: thread 'x' panicked"))
        let none = connect(engine, heard, token: nil)
        #expect(await heard.wait(for: "ended no access token"))
        none.waitForEnd()
        connection.waitForEnd()
        #expect(engine.keptHandles == 0)
    }

    @Test(
        "only what a person can mend is final, and no token is told",
        arguments: [
            ("client error: 401 Unauthorized - invalid API key: nokey", true, true),
            ("client error: 401 Unauthorized - invalid token: \(token), error: x", true, true),
            ("client error: 403 Forbidden", true, true), ("client error: 400 Bad Request", false, true),
            ("client error: 400 Bad Request", true, false), ("client error: 404 Not Found", false, false),
            ("server error: 503 Service Unavailable - no response from servers", false, false),
            ("transport connection error: IO error: Connection refused (os error 111)", false, false),
        ])
    func refusals(reason: String, hasConnected: Bool, isFinal: Bool) {
        let end = EngineRefusal.end(of: "engine: signal failure: \(reason)", at: "ws://x", hasConnected: hasConnected)
        switch end {
        case .final(let text): #expect(isFinal && !text.contains("eyJ"), "\(text)")
        case .lost(let text): #expect(!isFinal && text.hasPrefix("cannot join a room at ws://x: "), "\(text)")
        case .stopped, .broken: Issue.record("\(reason)")
        }
    }

    @Test("of text streams beyond the bound it is told how many were lost")
    func lostText() async {
        let (engine, heard) = (Self.accepting(), Heard())
        let connection = connect(engine, heard)
        defer { connection.stop() }
        #expect(await heard.wait(for: "join"))
        for index in 0..<TextStreams.maxStreams + 3 {
            engine.say(
                .with { event in
                    event.textStreamOpened = .with {
                        $0.participantIdentity = "alice"
                        $0.reader.handle.id = UInt64(1_000 + index)
                        $0.reader.info.topic = TextStreams.topic
                    }
                })
        }
        var lost = 0
        for _ in 0..<500 where lost < 3 {
            lost = heard.all.compactMap { $0.split(separator: " ").first == "lost" ? Int($0.dropFirst(5)) : nil }
                .reduce(0, +)
            try? await Task.sleep(for: .milliseconds(10))
        }
        #expect(lost == 3)
    }

    @Test("where media does not get through, what else may be wrong is told")
    func noMedia() {
        let end = EngineRefusal.end(
            of: "engine: connection error: wait_pc_connection timed out", at: "ws://x", hasConnected: false)
        guard case .lost(let text) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(text.contains("UDP") && text.contains("--identity"))
    }

    @Test("a page of another server is not told whole, and what may be wrong is")
    func notLiveKit() {
        let page = "client error: 404 Not Found - <!DOCTYPE HTML>\n<html lang=\"en\">\n<head>"
        #expect(
            EngineRefusal.end(of: page, at: "ws://x", hasConnected: false)
                == .lost(
                    "cannot join a room at ws://x: client error: 404 Not Found; is that the address of a LiveKit server?"
                ))
    }

    @Test("a room that is not there is not opened, but waited for, at first and when the server comes back without it")
    func awaitsRoom() async {
        let (engine, heard) = (Self.accepting(), Heard())
        let answer = Answer()
        var configuration = LiveKitConfiguration(url: "ws://127.0.0.1:7880", identity: "bot") { "token" }
        configuration.tick = 0.01
        configuration.roomPace = 0.01
        configuration.roomPresence = { _ in answer.value ? .there : .absent }
        let connection = LiveKitConnection(configuration, engine: engine) { event, _ in heard.hear(event) }
        defer { connection.stop() }
        for round in 1...2 {
            #expect(await heard.wait(for: "awaits the room", count: round))
            try? await Task.sleep(for: .milliseconds(50))
            #expect(connection.statistics.attempts == UInt64(round - 1))
            answer.value = true
            #expect(await heard.wait(for: "join", count: round))
            answer.value = false
            engine.say(.with { $0.disconnected.reason = 0 })
        }
    }

    @Test("where it cannot be said whether the room is there, the bot joins")
    func unknownRoom() async {
        let (engine, heard) = (Self.accepting(), Heard())
        var configuration = LiveKitConfiguration(url: "ws://127.0.0.1:7880", identity: "bot") { "token" }
        configuration.tick = 0.01
        configuration.roomPresence = { _ in .unknown("401") }
        let connection = LiveKitConnection(configuration, engine: engine) { event, _ in heard.hear(event) }
        defer { connection.stop() }
        #expect(await heard.wait(for: "join"))
        #expect(heard.all.first == "cannot ask: 401")
    }

    @Test("it stops while it waits for an answer that does not come")
    func stopsWhileAsking() async {
        let (engine, heard) = (Self.accepting(), Heard())
        var configuration = LiveKitConfiguration(url: "ws://127.0.0.1:7880", identity: "bot") { "token" }
        configuration.tick = 0.01
        configuration.roomPresence = { isCancelled in
            while !isCancelled() { usleep(1_000) }
            return .unknown("cancelled")
        }
        let connection = LiveKitConnection(configuration, engine: engine) { event, _ in heard.hear(event) }
        try? await Task.sleep(for: .milliseconds(50))
        connection.stop()
        #expect(await heard.wait(for: "ended"))
        #expect(connection.statistics.attempts == 0)
    }

    private static let token =
        "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJkZXZrZXkiLCJzdWIiOiJyb29tdml0YWxzIn0.8a2EQgTgm5z9f3plgvo4a5TzaWyDawjYGKMpFV0x9Mg"

    @Test(
        "one that is not to persist makes one attempt, and comes back only where it was in the room",
        arguments: [true, false])
    func onlyAttempt(isIn: Bool) async {
        let refusal = ScriptedEngine { request, id in
            guard case .connect? = request.message else { return nil }
            return EngineItem(
                .with {
                    $0.asyncID = id; $0.error = "transport connection error"
                }
            ) { _ in nil }
        }
        let (engine, heard) = (isIn ? Self.accepting() : refusal, Heard())
        var configuration = LiveKitConfiguration(url: "ws://127.0.0.1:7880", identity: "bot") { "token" }
        configuration.tick = 0.01
        configuration.persists = false
        let connection = LiveKitConnection(configuration, engine: engine) { event, _ in heard.hear(event) }
        defer { connection.stop() }
        if isIn {
            #expect(await heard.wait(for: "join"))
            engine.say(.with { $0.disconnected.reason = 3 })
            #expect(await heard.wait(for: "join", count: 2))
        } else {
            #expect(await heard.wait(for: "broken cannot join a room at ws://127.0.0.1:7880"))
            #expect(connection.statistics.attempts == 1)
        }
    }

    @Test("while the engine is at work to reach the server again, it says so")
    func interruption() async {
        let (engine, heard) = (Self.accepting(), Heard())
        let connection = connect(engine, heard)
        defer { connection.stop() }
        #expect(await heard.wait(for: "join"))
        engine.say(.with { $0.reconnecting = .init() })
        engine.say(.with { $0.reconnected = .init() })
        #expect(await heard.wait(for: "restored"))
        #expect(heard.all.suffix(2) == ["interrupted", "restored"])
        #expect(connection.statistics.reconnects == 1 && connection.statistics.connects == 1)
    }

    /// Tracks of alice that the bot is subscribed to.
    private func publish(_ engine: ScriptedEngine, _ tracks: [(handle: UInt64, sid: String, kind: Int32)]) {
        for (handle, sid, kind) in tracks {
            engine.say(
                .with { event in
                    event.trackPublished = .with {
                        $0.participantIdentity = "alice"
                        $0.publication.handle.id = handle + 10
                        $0.publication.info = .with {
                            $0.sid = sid
                            $0.kind = kind
                        }
                    }
                })
            engine.say(
                .with { event in
                    event.trackSubscribed = .with {
                        $0.participantIdentity = "alice"
                        $0.track.handle.id = handle
                        $0.track.info = .with {
                            $0.sid = sid
                            $0.kind = kind
                        }
                    }
                })
        }
    }

    @Test("it takes the smallest pictures, or no media at all, and is subscribed all the same", arguments: [10, nil])
    func least(interval: Double?) async {
        let (engine, heard) = (Self.accepting(), Heard())
        let connection = connect(engine, heard, interval: interval)
        #expect(await heard.wait(for: "join"))
        publish(engine, [(30, "TR_mic", 1), (31, "TR_cam", 2)])
        engine.say(.with { $0.reconnecting = .init() })
        #expect(await heard.wait(for: "interrupted"))
        connection.stop()
        connection.waitForEnd()
        var asked: [String] = []
        for case let message? in engine.requests.map(\.message) {
            switch message {
            case .connect(let connect): asked.append("subscribe \(connect.options.autoSubscribe)")
            case .publicationQuality(let least): asked.append("\(least.trackPublicationHandle) at \(least.quality)")
            case .publicationEnabling(let on): asked.append("\(on.trackPublicationHandle) \(on.enabled)")
            default: break
            }
        }
        #expect(asked == ["subscribe true"] + (interval == nil ? ["40 false", "41 false"] : ["41 at 0"]))
    }

    @Test("what arrives at the bot becomes one report of its own, by the senders' tracks")
    func downlink() async throws {
        let (engine, heard) = (Self.accepting(), Heard())
        let connection = connect(engine, heard, interval: 0.05)
        defer { connection.stop() }
        #expect(await heard.wait(for: "join"))
        publish(engine, [(30, "TR_mic", 1), (31, "TR_cam", 2)])
        let recorded = try RecordedEvents("monitor_full").events.compactMap { recorded in
            if case .getStats(let callback)? = recorded.event.message { callback } else { nil }
        }
        var answered = 0
        for _ in 0..<500 where heard.stats.isEmpty {
            let asked = engine.requests.compactMap { request -> EngineGetStatsRequest? in
                if case .getStats(let asked)? = request.message { asked } else { nil }
            }
            for request in asked.dropFirst(answered) {
                engine.say(.stats(request.requestAsyncID, recorded[request.trackHandle == 30 ? 0 : 1]))
            }
            answered = asked.count
            try await Task.sleep(for: .milliseconds(5))
        }
        let report = try #require(heard.stats.first)
        #expect(report.identity == "bot" && report.peerConnection == "subscriber")
        let inbound = report.entries.compactMap { entry -> InboundRTP? in
            if case .inboundRTP(let inbound) = entry { inbound } else { nil }
        }
        #expect(Set(inbound.map(\.trackIdentifier)) == ["TR_mic", "TR_cam"])
        #expect(Set(inbound.compactMap(\.header.kind)) == [.audio, .video])
        // µs there, ms here.
        #expect(inbound.allSatisfy { abs($0.header.timestamp - 1_795_452_381_481) < 60_000 })
        let video = try #require(inbound.first { $0.header.kind == .video })
        #expect((video.framesDecoded ?? 0) > 10 && (video.bytesReceived ?? 0) > 1000)
        // The least that there is of the pictures, which nobody looks at.
        let least = engine.requests.compactMap { request -> UInt64? in
            guard case .publicationQuality(let asked)? = request.message, asked.quality == 0 else { return nil }
            return asked.trackPublicationHandle
        }
        #expect(least == [41])
        let audio = try #require(inbound.first { $0.header.kind == .audio })
        #expect(audio.concealedSamples == nil && audio.framesDecoded == nil)
        connection.stop()
        connection.waitForEnd()
        #expect(engine.keptHandles == 0)
    }
}
