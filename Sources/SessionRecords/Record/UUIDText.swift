/// A UUID in its text form (RFC 9562 section 4), lower case: `f47ac10b-58cc-4372-a567-0e02b2c3d479`.
package struct UUIDText: Sendable, Hashable {
    package let text: String

    /// Reads a UUID, in upper or lower case; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        for (place, byte) in bytes.enumerated() {
            let isHyphenPlace = place == 8 || place == 13 || place == 18 || place == 23
            guard isHyphenPlace ? byte == UInt8(ascii: "-") : Self.isHexadecimal(byte) else { return nil }
        }
        self.text = text.lowercased()
    }

    /// A random one (version 4).
    package static func random(using generator: inout some RandomNumberGenerator) -> UUIDText {
        let high = (generator.next() as UInt64) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = (generator.next() as UInt64) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return UUIDText(high: high, low: low)
    }

    package static func random() -> UUIDText {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    private init(high: UInt64, low: UInt64) {
        let digits = [high, low].map { half in
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place == 8 || place == 12 || place == 16 || place == 20 { text.append("-") }
            text.append(digit)
        }
        self.text = text
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

extension UUIDText: CustomStringConvertible {
    package var description: String { text }
}
