import Foundation
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
            #expect(relay.server.statistics.messagesSent["stats"] == 2)
        }
    }
}
