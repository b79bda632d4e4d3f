import TestSupport
import Testing
import Vitals
import VitalsJSON

/// Real messages with bytes changed, dropped, doubled and moved: whatever comes, decoders agree and none falls over.
@Suite struct SpoiledMessageTests {
    private static let fragments: [[UInt8]] =
        [
            "\"", "\\", "\\u", "\\ud83c", "{", "}", "[", "]", ":", ",", "-", "1e400", "NaN", "null", "\0", "\u{FEFF}",
            "\"participantIdentity\":\"bob\",", "\"stats\":", "99999999999999999999", "\n",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xF0, 0x9F]]

    private func spoil(_ bytes: inout [UInt8], with random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0..<12, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.replaceSubrange(place..<end, with: [])
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...place, using: &random))
            default: bytes.insert(contentsOf: Self.fragments.randomElement(using: &random) ?? [], at: place)
            }
            if bytes.isEmpty { bytes = [0x7B] }
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `the relay passes on exactly the stats that a monitor can decode`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var messages = RandomMessages(seed: seed)
        let decoder = FeedDecoder()
        var relayedCount = 0
        for _ in 0..<400 {
            var bytes = FeedEncoder().encode(messages.message())
            spoil(&bytes, with: &random)
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
