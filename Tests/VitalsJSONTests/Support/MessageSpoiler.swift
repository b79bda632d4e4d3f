import TestSupport

/// Changes, drops, doubles and moves bytes of a message.
enum MessageSpoiler {
    private static let fragments: [[UInt8]] =
        [
            "\"", "\\", "\\u", "\\ud83c", "{", "}", "[", "]", ":", ",", "-", "1e400", "NaN", "null", "\0", "\u{FEFF}",
            "\"participantIdentity\":\"bob\",", "\"stats\":", "99999999999999999999", "\n",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xF0, 0x9F]]

    static func spoil(_ bytes: inout [UInt8], with random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0..<12, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.replaceSubrange(place..<end, with: [])
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...place, using: &random))
            default: bytes.insert(contentsOf: fragments.randomElement(using: &random) ?? [], at: place)
            }
            if bytes.isEmpty { bytes = [0x7B] }
        }
    }
}
