import TestSupport
import Testing
import Vitals
import VitalsJSON

/// Real messages with bytes changed, dropped, doubled and moved: whatever comes, decoders agree and none falls over.
@Suite struct SpoiledMessageTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `the relay passes on exactly the stats that a monitor can decode`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var messages = RandomMessages(seed: seed)
        let decoder = FeedDecoder()
        var relayedCount = 0
        for _ in 0..<400 {
            var bytes = FeedEncoder().encode(messages.message())
            MessageSpoiler.spoil(&bytes, with: &random)
            var expected: StatsReport?
            if case .stats(let report)? = try? decoder.decode(bytes) { expected = report }
            expected?.identity = "alice"
            expected?.sid = "PA_a"
            let relayed = bytes.withUnsafeBytes { try? decoder.relayedStats($0, identity: "alice", sid: "PA_a") }
            if relayed != nil { relayedCount += 1 }
            let read = try relayed.map { try decoder.decode($0) }
            #expect(read == expected.map(FeedMessage.stats), "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect((5...200).contains(relayedCount), "of 400")
    }
}
