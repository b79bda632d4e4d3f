import Foundation
import HTTPPort
import TestSupport
import Testing

@testable import Relay

/// The feed's ordinary course, over real sockets.
@Suite struct RelayServerTests {
    @Test func statsReachEveryMonitorUnderTheSendersOwnName() async throws {
        try await RelayFixture.run { relay in
            let monitors = try [relay.joined("m1", role: "monitor"), relay.joined("m2", role: "monitor")]
            let alice = try relay.joined("alice")
            try alice.client.sendText(
                #"{"stats":{"participantIdentity":"mallory","participantSid":"PA_no","pc":"publisher","timestamp":5,"#
                    + #""sequence":17,"reports":[{"id":"O1","type":"outbound-rtp","timestamp":4.5,"ssrc":7,"new":[1]}]}}"#
            )
            for monitor in monitors {
                #expect(try summary(monitor.client.receive("update")) == ["alice ACTIVE"])
                let stats = try monitor.client.receive("stats")
                #expect(stats["participantIdentity"] as? String == "alice")
                #expect(stats["participantSid"] as? String == alice.sid)
                #expect(stats["sequence"] as? Int == 17)
                let entry = try #require((stats["reports"] as? [[String: Any]])?.first)
                #expect(entry["timestamp"] as? Double == 4.5)
                #expect(entry["new"] as? [Int] == [1])
            }
            #expect(relay.server.statistics.messagesReceived["stats"] == 1)
            #expect(relay.server.statistics.messagesSent["stats"] == 2)
        }
    }

    @Test func aStatsMessageInAnySpellingIsRelayed() async throws {
        try await RelayFixture.run { relay in
            let monitor = try relay.joined("bot", role: "monitor")
            let alice = try relay.joined("alice")
            for text in [
                #" { "stats" : {"pc":"a","timestamp":1,"reports":[]} }"#,
                #"{"st\u0061ts":{"p\u0061rticipantIdentity":"mallory","pc":"b","timestamp":1,"reports":[]}}"#,
            ] {
                try alice.client.sendText(text)
                #expect(try monitor.client.receive("stats")["participantIdentity"] as? String == "alice")
            }
        }
    }

    @Test func theJoinTellsWhoIsThereAndTheTimes() async throws {
        try await RelayFixture.run {
            $0.limits.pingInterval = .seconds(7)
            $0.limits.pingTimeout = .milliseconds(21_500)
        } _: { relay in
            let alice = try relay.joined("alice", query: "&metadata=%7B%22session_id%22%3A1%7D")
            _ = try relay.joined("bob")
            let bot = try relay.joined("bot", role: "monitor")
            #expect(bot.others == ["alice", "bob"])
            #expect(bot.join["pingInterval"] as? Double == 7)
            #expect(bot.join["pingTimeout"] as? Double == 21.5)
            let room = try #require(bot.join["room"] as? [String: Any])
            #expect(room["name"] as? String == "room")
            #expect((room["sid"] as? String)?.hasPrefix("RM_") == true)
            #expect(room["metadata"] as? String == #"{"session_id":1}"#)
            #expect(alice.sid.hasPrefix("PA_") && alice.resumeId.hasPrefix("RS_"))
            #expect(bot.resumeId == "" && alice.others == [])
        }
    }

    @Test func roomsDoNotHearOfEachOther() async throws {
        try await RelayFixture.run { relay in
            let here = try relay.joined("bot", room: "here", role: "monitor")
            let there = try relay.joined("bot", room: "there", role: "monitor")
            _ = try relay.joined("alice", room: "there")
            _ = try relay.joined("bob", room: "here")
            #expect(try summary(there.client.receive("update")) == ["alice ACTIVE"])
            #expect(try summary(here.client.receive("update")) == ["bob ACTIVE"])
        }
    }

    @Test func whatAParticipantSaysOfItselfReachesMonitorsInOrder() async throws {
        try await RelayFixture.run { relay in
            let bot = try relay.joined("bot", role: "monitor")
            let alice = try relay.joined("alice")
            try alice.client.sendText(
                #"{"update":{"participants":[{"identity":"alice","tracks":[{"sid":"TR_1","type":"VIDEO","muted":true}]}]}}"#
            )
            try alice.client.sendText(#"{"connectionQuality":{"updates":[{"quality":"GOOD","score":4.1}]}}"#)
            try alice.client.sendText(
                #"{"transcription":{"trackId":"TR_1","segments":[{"id":"s","text":"I need help","final":true}]}}"#)
            try alice.client.sendText(#"{"leave":{"reason":"CLIENT_INITIATED"}}"#)

            #expect(try summary(bot.client.receive().body) == ["alice ACTIVE"])
            let update = try bot.client.receive("update")
            let track = ((update["participants"] as? [[String: Any]])?.first?["tracks"] as? [[String: Any]])?.first
            #expect(track?["sid"] as? String == "TR_1")
            #expect(track?["muted"] as? Bool == true)
            let quality = try bot.client.receive()
            #expect(quality.name == "connectionQuality")
            let level = (quality.body["updates"] as? [[String: Any]])?.first
            #expect(level?["participantSid"] as? String == alice.sid)
            #expect(level?["quality"] as? String == "GOOD")
            let words = try bot.client.receive()
            #expect(words.name == "transcription")
            #expect(words.body["transcribedParticipantIdentity"] as? String == "alice")
            #expect(try summary(bot.client.receive().body) == ["alice DISCONNECTED CLIENT_INITIATED"])

            #expect(try alice.client.receive("leave")["reason"] as? String == "CLIENT_INITIATED")
            #expect(try alice.client.receiveClose() == 1000)
        }
    }

    @Test func pingsAreAnsweredBothWays() async throws {
        try await RelayFixture.run {
            $0.limits.pingInterval = .milliseconds(20)
        } _: { relay in
            let alice = try relay.joined("alice").client
            let before = Date().timeIntervalSince1970 * 1000
            try alice.sendText(#"{"pingReq":{"timestamp":"1795451909015"}}"#)
            let pong = try alice.receive("pongResp")
            #expect(pong["lastPingTimestamp"] as? Double == 1_795_451_909_015)
            #expect(try abs(#require(pong["timestamp"] as? Double) - before) < 60_000)

            try alice.sendFrame(9, Array("are you there".utf8))
            var opcodes: Set<UInt8> = []
            while !opcodes.isSuperset(of: [9, 10]) {
                let frame = try alice.receiveFrame()
                opcodes.insert(frame.opcode)
                if frame.opcode == 10 { #expect(frame.payload == Array("are you there".utf8)) }
            }
        }
    }

    @Test func aConnectionThatIsSilentIsClosedAndItsParticipantLeaves() async throws {
        try await RelayFixture.run {
            $0.limits.pingInterval = .milliseconds(100)
            $0.limits.pingTimeout = .seconds(1)
            $0.limits.closeTimeout = .milliseconds(50)
            $0.limits.departureTimeout = .milliseconds(50)
        } _: { relay in
            let silent = try relay.joined("silent")
            // Answers pings while it waits, and so stays.
            let bot = try relay.joined("bot", role: "monitor")
            #expect(try summary(bot.client.receive("update")) == ["silent DISCONNECTED CONNECTION_TIMEOUT"])
            #expect(try silent.client.receiveClose() == 1001)
            #expect(relay.server.statistics.silentConnections == 1)
        }
    }

    @Test func aLostConnectionMayResume() async throws {
        try await RelayFixture.run { relay in
            let bot = try relay.joined("bot", role: "monitor")
            var alice: RelayFixture.Joined? = try relay.joined("alice")
            let sid = try #require(alice?.sid)
            let resumeId = try #require(alice?.resumeId)
            alice = nil
            try await relay.wait(for: "the loss") { $0.webSockets == 1 }
            let again = try relay.joined("alice", query: "&resumeId=\(resumeId)")
            #expect(again.sid == sid)
            _ = try relay.joined("carol")
            #expect(try summary(bot.client.receive("update")) == ["alice ACTIVE"])
            #expect(try summary(bot.client.receive("update")) == ["carol ACTIVE"])
        }
    }

    @Test func theOlderOfTwoConnectionsOfOneIdentityIsClosed() async throws {
        try await RelayFixture.run { relay in
            let older = try relay.joined("alice")
            let newer = try relay.joined("alice")
            #expect(try older.client.receive("leave")["reason"] as? String == "DUPLICATE_IDENTITY")
            #expect(try older.client.receiveClose() == 1000)
            #expect(older.sid != newer.sid)
            try newer.client.sendText(#"{"pingReq":{}}"#)
            _ = try newer.client.receive("pongResp")
            #expect(relay.server.statistics.participants == 1)
        }
    }

    @Test func aMonitorHearsOnlyThoseItAskedFor() async throws {
        try await RelayFixture.run { relay in
            let bot = try relay.joined("bot", role: "monitor").client
            let alice = try relay.joined("alice").client
            let bob = try relay.joined("bob").client
            try bot.sendText(#"{"subscribeStats":{"participantIdentities":["bob"]}}"#)
            try bot.sendText(#"{"pingReq":{"timestamp":1}}"#)
            _ = try bot.receive("pongResp")
            let stats = #"{"stats":{"pc":"p","timestamp":1,"reports":[]}}"#
            try alice.sendText(stats)
            try alice.sendText(#"{"pingReq":{"timestamp":1}}"#)
            _ = try alice.receive("pongResp")
            try bob.sendText(stats)
            #expect(try bot.receive("stats")["participantIdentity"] as? String == "bob")
        }
    }

    @Test func theRoomEndsAfterItsLastParticipant() async throws {
        try await RelayFixture.run {
            $0.limits.emptyRoomTimeout = .milliseconds(50)
        } _: { relay in
            let bot = try relay.joined("bot", role: "monitor").client
            let alice = try relay.joined("alice").client
            try alice.sendText(#"{"leave":{}}"#)
            #expect(try bot.receive("leave")["reason"] as? String == "ROOM_CLOSED")
            #expect(try bot.receiveClose() == 1000)
            try await relay.wait(for: "the end") { $0.rooms == 0 && $0.participants == 0 && $0.monitors == 0 }
            #expect(relay.server.statistics.roomsEnded == 1)
        }
    }

    @Test func aRoomIsReservedChangedAndDeletedByCommand() async throws {
        try await RelayFixture.run { relay in
            #expect(await relay.server.reserveRoom("room", metadata: "{}"))
            let bot = try relay.joined("bot", role: "monitor")
            #expect((bot.join["room"] as? [String: Any])?["metadata"] as? String == "{}")
            #expect(await relay.server.reserveRoom("room", metadata: "{1}"))
            #expect((try bot.client.receive("roomUpdate")["room"] as? [String: Any])?["metadata"] as? String == "{1}")
            #expect(await relay.server.deleteRoom("room"))
            #expect(try bot.client.receive("leave")["reason"] as? String == "ROOM_DELETED")
            #expect(try bot.client.receiveClose() == 1000)
            #expect(await relay.server.deleteRoom("room") == false)
            #expect(await relay.server.reserveRoom(String(repeating: "r", count: 129)) == false)
        }
    }

    @Test func aThousandParticipantsInOneRoom() async throws {
        raiseDescriptorLimit(to: 4_096)
        try await RelayFixture.run {
            $0.limits.pingTimeout = .seconds(600)
        } _: { relay in
            let bot = try relay.joined("bot", role: "monitor")
            var clients: [RawClient] = []
            for number in 0..<1_000 { clients.append(try relay.joined("p\(number)").client) }
            for client in clients {
                try client.sendText(#"{"stats":{"pc":"p","timestamp":1,"sequence":1,"reports":[]}}"#)
            }
            var joined: Set<String> = []
            var heard: Set<String> = []
            while heard.count < 1_000 {
                let (name, body) = try bot.client.receive()
                if name == "update" { joined.formUnion(summary(body)) }
                if name == "stats" { heard.insert(try #require(body["participantIdentity"] as? String)) }
                #expect(name != "statsDropped")
            }
            #expect(joined.count == 1_000)
            let late = try relay.joined("late", role: "monitor")
            var others = Set(late.others)
            while others.count < 1_000 {
                others.formUnion(summary(try late.client.receive("update")).map { String($0.prefix { $0 != " " }) })
            }
            #expect(relay.server.statistics.participants == 1_000)
            #expect(relay.server.statistics.monitors == 2)
        }
    }

    private func raiseDescriptorLimit(to count: rlim_t) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = max(limit.rlim_cur, min(count, limit.rlim_max))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    // MARK: - The server's life

    @Test func shutdownSaysGoodbyeToEverybody() async throws {
        try await RelayFixture.run { relay in
            let alice = try relay.joined("alice").client
            let bot = try relay.joined("bot", role: "monitor").client
            let idle = try relay.client()
            async let over: Void = relay.server.shutdown()
            for client in [alice, bot] {
                #expect(try client.receive("leave")["reason"] as? String == "SERVER_SHUTDOWN")
                #expect(try client.receiveClose() == 1001)
                try client.sendFrame(8, [0x03, 0xE9])
            }
            try idle.waitForEnd()
            await over
            #expect(relay.server.statistics.connections == 0)
            #expect(throws: RawClient.Failure.cannotConnect(ECONNREFUSED)) { try relay.client() }
            #expect(await relay.server.deleteRoom("room") == false)
        }
    }

    @Test func shutdownDoesNotWaitForThoseWhoDoNotAnswer() async throws {
        try await RelayFixture.run {
            $0.limits.closeTimeout = .seconds(60)
            $0.port.limits.shutdownTimeout = .milliseconds(100)
        } _: { relay in
            let alice = try relay.joined("alice").client
            await relay.server.shutdown()
            #expect(relay.server.statistics.connections == 0)
            try alice.waitForEnd()
        }
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1"])
    func withoutKeysOnlyLoopbackIsListenedOn(host: String) async throws {
        await #expect(throws: RelayStartError.needsKeys(host)) { try await RelayServer.start(host: host, port: 0) }
        #expect(RelayStartError.needsKeys(host).description.contains("without API keys"))
    }

    @Test func startSaysWhatIsInTheWay() async throws {
        try await RelayFixture.run { relay in
            let failure = await #expect(throws: RelayStartError.self) {
                try await RelayServer.start(port: relay.server.port)
            }
            let reason = try #require(failure).description
            #expect(reason.contains("in use"))
        }
        await #expect(throws: RelayStartError.port(.unknownHost("no.such.host.invalid"))) {
            try await RelayServer.start(host: "no.such.host.invalid", port: 0)
        }
    }

    @Test func anyFreePortIsReadable() async throws {
        let local = try await RelayServer.start(host: "localhost", port: 0)
        #expect(local.port > 0 && ["127.0.0.1", "::1"].contains(local.host))
        await local.shutdown()
    }
}
