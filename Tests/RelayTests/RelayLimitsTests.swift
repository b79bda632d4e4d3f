import Foundation
import HTTPPort
import TestSupport
import Testing

@testable import Relay

/// Clients that do too much, or what they must not: each is closed with the right code, and nobody else notices.
@Suite struct RelayLimitsTests {
    /// Runs `attack` with a fresh connection beside a quiet one, and expects the close code for the one and peace for
    /// the other.
    private func attack(
        closesWith code: Int, _ change: (inout RelayServer.Configuration) -> Void = { _ in },
        _ attack: (RawClient) throws -> Void
    ) async throws {
        try await RelayFixture.run(change) { relay in
            let bystander = try relay.joined("bystander", role: "monitor").client
            let mallory = try relay.joined("mallory").client
            do {
                try attack(mallory)
            } catch RawClient.Failure.closed {
                // Closed while it still sends: what counts is what it was told.
            }
            #expect(try mallory.receiveClose() == code)
            #expect(relay.server.statistics.closedByCode[UInt16(code)] == 1)
            _ = try bystander.receive("update")
            try bystander.sendText(#"{"pingReq":{"timestamp":1}}"#)
            _ = try bystander.receive("pongResp")
            let alice = try relay.joined("alice").client
            try alice.sendText(#"{"stats":{"pc":"p","timestamp":1,"reports":[]}}"#)
            #expect(try bystander.receive("stats")["participantIdentity"] as? String == "alice")
        }
    }

    private static let mebibyte = 1 << 20

    /// A stats message of exactly so many bytes.
    private func stats(bytes: Int) -> [UInt8] {
        let head = #"{"stats":{"pc":"p","timestamp":1,"reports":[],"padding":""#
        let padding = String(repeating: "x", count: bytes - head.utf8.count - 3)
        return Array((head + padding + "\"}}").utf8)
    }

    @Test func aMessageOfOneMebibyteIsRelayed() async throws {
        try await RelayFixture.run { relay in
            let bot = try relay.joined("bot", role: "monitor").client
            let alice = try relay.joined("alice").client
            let message = stats(bytes: Self.mebibyte)
            try alice.sendFrame(1, message)
            #expect((try bot.receive("stats")["padding"] as? String)?.utf8.count == Self.mebibyte - 60)
            try alice.sendFrame(1, Array(message.prefix(700_000)), isFinal: false)
            try alice.sendFrame(0, Array(message.dropFirst(700_000)))
            #expect((try bot.receive("stats")["padding"] as? String)?.utf8.count == Self.mebibyte - 60)
        }
    }

    @Test func oneByteMoreIsClosed() async throws {
        try await attack(closesWith: 1009) { try $0.sendFrame(1, stats(bytes: Self.mebibyte + 1)) }
    }

    @Test func fragmentsThatAreTooMuchTogetherAreClosed() async throws {
        try await attack(closesWith: 1009) { client in
            let half = [UInt8](repeating: 0x20, count: Self.mebibyte / 2)
            try client.sendFrame(1, half, isFinal: false)
            try client.sendFrame(0, half, isFinal: false)
            try client.sendFrame(0, [0x20])
        }
    }

    @Test func aMillionFragmentsOfOneByteAreClosed() async throws {
        try await attack(closesWith: 1009) { client in
            try client.sendFrame(1, [0x20], isFinal: false)
            let thousand = (0..<1_000).flatMap { _ in RawClient.frame(0, [0x20], isFinal: false) }
            for _ in 0..<1_000 { try client.send(thousand) }
        }
    }

    @Test(
        arguments: [
            [0, 0, 1, 0, 0, 0, 0, 0], [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0x10, 0, 1],
        ] as [[UInt8]])
    func aFrameThatClaimsTooMuchIsClosedAtItsHeader(length: [UInt8]) async throws {
        try await attack(closesWith: 1009) { try $0.send([0x81, 0xFF] + length) }
    }

    @Test func anUnmaskedFrameIsClosed() async throws {
        try await attack(closesWith: 1002) { try $0.sendFrame(1, Array("{}".utf8), isMasked: false) }
    }

    @Test(arguments: [1, 2, 4] as [UInt8])
    func reservedBitsAreClosed(bits: UInt8) async throws {
        try await attack(closesWith: 1002) { try $0.sendFrame(1, Array("{}".utf8), reserved: bits) }
    }

    @Test func controlFramesAreWholeAndShort() async throws {
        try await attack(closesWith: 1002) { try $0.sendFrame(9, [UInt8](repeating: 0, count: 126)) }
        try await attack(closesWith: 1002) { try $0.sendFrame(9, [], isFinal: false) }
    }

    @Test func binaryIsNotTaken() async throws {
        try await attack(closesWith: 1003) { try $0.sendFrame(2, [1, 2, 3]) }
    }

    @Test func textThatIsNotUTF8IsClosed() async throws {
        try await attack(closesWith: 1007) { try $0.sendFrame(1, [0x7B, 0xC3, 0x28, 0x7D]) }
    }

    @Test func badMessagesAreCountedByReasonUntilThereAreTooMany() async throws {
        try await RelayFixture.run {
            $0.limits.maxBadMessages = 4
        } _: { relay in
            let alice = try relay.joined("alice").client
            let bad = [
                "{", "[]", #"{"stats":{"reports":7}}"#, #"{"statsDropped":{"count":3}}"#, #"{"leave":{},"update":{}}"#,
            ]
            for text in bad { try alice.sendText(text) }
            #expect(try alice.receiveClose() == 1008)
            let refused = relay.server.statistics.refusedMessages
            #expect(refused["truncated"] == 1)
            #expect(refused["not_a_message"] == 2)
            #expect(refused["wrong_type"] == 1)
            #expect(refused["not_for_relays"] == 1)
        }
    }

    @Test func unknownMessagesDoNoHarm() async throws {
        try await RelayFixture.run {
            $0.limits.maxBadMessages = 0
        } _: { relay in
            let alice = try relay.joined("alice").client
            for _ in 0..<20 { try alice.sendText(#"{"addTrack":{"cid":"x"}}"#) }
            try alice.sendText(#"{"pingReq":{"timestamp":1}}"#)
            _ = try alice.receive("pongResp")
            #expect(relay.server.statistics.messagesReceived["unknown"] == 20)
        }
    }

    @Test func messagesThatAreWrittenAnewAreShorter() async throws {
        try await RelayFixture.run {
            $0.limits.maxOtherMessageBytes = 1_000
        } _: { relay in
            let alice = try relay.joined("alice").client
            let text = String(repeating: "x", count: 1_000)
            try alice.sendText(#"{"transcription":{"segments":[{"id":"1","text":"\#(text)"}]}}"#)
            try await relay.wait(for: "the refusal") { $0.refusedMessages["too_much"] == 1 }
        }
    }

    // MARK: - Rates

    @Test func aSenderThatIsTooFastIsHeldBackAndLosesNothing() async throws {
        try await RelayFixture.run {
            $0.limits.messagesPerSecond = 10
            $0.limits.messageBurst = 50
        } _: { relay in
            let alice = try relay.joined("alice").client
            try alice.send((0..<70).flatMap { _ in RawClient.frame(10, []) })
            try await relay.wait(for: "the pause") { $0.throttles == 1 }
            try alice.sendText(#"{"pingReq":{"timestamp":1}}"#)
            _ = try alice.receive("pongResp")
            #expect(relay.server.statistics.closedByCode.isEmpty)
        }
    }

    @Test func aFloodIsClosed() async throws {
        try await attack(
            closesWith: 1008,
            {
                $0.limits.messagesPerSecond = 10
                $0.limits.messageBurst = 100
            },
            { client in
                let many = (0..<1_000).flatMap { _ in RawClient.frame(10, []) }
                try client.send(many)
            })
    }

    // MARK: - Slow monitors

    /// Sends stats of `bytes` until the relay has left some out.
    private func fill(_ relay: RelayFixture, _ sender: RawClient, bytes: Int) async throws -> Int {
        var sent = 0
        while relay.server.statistics.statsDropped == 0 {
            try sender.sendText(
                #"{"stats":{"pc":"p","timestamp":1,"sequence":\#(sent),"reports":[],"padding":""#
                    + String(repeating: "x", count: bytes) + "\"}}")
            sent += 1
            try sender.sendText(#"{"pingReq":{"timestamp":1}}"#)
            _ = try sender.receive("pongResp")
            guard sent < 10_000 else { throw RawClient.Failure.unexpected("nothing was dropped") }
        }
        return sent
    }

    @Test func aSlowMonitorLosesTheOldestStatsAndNothingElse() async throws {
        try await RelayFixture.run {
            $0.limits.maxQueuedBytes = 400_000
            // A monitor that does not read does not answer pings either.
            $0.limits.pingTimeout = .seconds(600)
            $0.port.limits.socketBufferBytes = 65_536
            $0.limits.messageBurst = 100_000
        } _: { relay in
            let slow = try relay.joined("slow", role: "monitor", receiveBuffer: 4_096).client
            let quick = try relay.joined("quick", role: "monitor").client
            let alice = try relay.joined("alice").client
            let reader = Task.detached {
                // Reads on until the farewell, as a monitor that keeps up does.
                var count = 0
                while true {
                    let name = try quick.receive().name
                    if name == "stats" { count += 1 }
                    if name == "transcription" { return count }
                }
            }
            let sent = try await fill(relay, alice, bytes: 20_000)
            _ = try relay.joined("bob")
            try alice.sendText(#"{"transcription":{"segments":[{"id":"1","text":"still here"}]}}"#)
            #expect(try await reader.value == sent)

            var sequences: [Int] = []
            var gaps: [(after: Int?, count: Int)] = []
            var others: [String] = []
            while others.last != "transcription" {
                let (name, body) = try slow.receive()
                switch name {
                case "stats": sequences.append(body["sequence"] as? Int ?? 0)
                case "statsDropped": gaps.append((sequences.last, try #require(body["count"] as? Int)))
                case "update": others += summary(body)
                default: others.append(name)
                }
            }
            #expect(others == ["alice ACTIVE", "bob ACTIVE", "transcription"])
            #expect(sequences == sequences.sorted())
            #expect(sequences.last == sent - 1)
            let dropped = Int(relay.server.statistics.statsDropped)
            #expect(dropped > 0 && sequences.count == sent - dropped)
            #expect(gaps.map(\.count).reduce(0, +) == dropped)
            let gap = try #require(gaps.first)
            #expect(!sequences.contains((gap.after ?? -1) + 1))
        }
    }

    @Test func aMonitorThatMissesMoreThanStatsIsClosed() async throws {
        try await RelayFixture.run {
            $0.limits.maxQueuedBytes = 100_000
            $0.limits.pingTimeout = .seconds(600)
            $0.port.limits.socketBufferBytes = 65_536
            $0.limits.messageBurst = 100_000
        } _: { relay in
            let slow = try relay.joined("slow", role: "monitor", receiveBuffer: 4_096).client
            let alice = try relay.joined("alice").client
            let text = String(repeating: "x", count: 50_000)
            for _ in 0..<500 where relay.server.statistics.closedByCode.isEmpty {
                try alice.sendText(#"{"transcription":{"segments":[{"id":"1","text":"\#(text)"}]}}"#)
                try alice.sendText(#"{"pingReq":{"timestamp":1}}"#)
                _ = try alice.receive("pongResp")
            }
            #expect(relay.server.statistics.closedByCode == [1013: 1])
            #expect(relay.server.statistics.monitors == 0)
            #expect(try slow.receiveClose() == 1013)
        }
    }

    // MARK: - Segments

    @Test func messagesArriveHoweverTheyAreCutIntoSegments() async throws {
        try await RelayFixture.run { relay in
            let bot = try relay.joined("bot", role: "monitor").client
            let alice = try relay.joined("alice").client
            let first = RawClient.frame(1, Array(#"{"stats":{"pc":"p","timestamp":1,"sequence":1,"reports":[]}}"#.utf8))
            for byte in first { try alice.send([byte]) }
            let second = RawClient.frame(
                1, Array(#"{"stats":{"pc":"p","timestamp":1,"sequence":2,"reports":[]}}"#.utf8))
            let third = RawClient.frame(1, Array(#"{"stats":{"pc":"p","timestamp":1,"sequence":3,"reports":[]}}"#.utf8))
            try alice.send(second + third)
            for sequence in 1...3 { #expect(try bot.receive("stats")["sequence"] as? Int == sequence) }
        }
    }

    @Test func aClientsCloseIsAnswered() async throws {
        try await RelayFixture.run { relay in
            let alice = try relay.joined("alice").client
            try alice.sendFrame(8, [0x0F, 0xA0] + Array("bye".utf8))
            #expect(try alice.receiveClose() == 4000)
            try alice.waitForEnd()
            try await relay.wait(for: "the close") { $0.webSockets == 0 && $0.connections == 0 }
            #expect(relay.server.statistics.closedByCode.isEmpty)
        }
    }
}
