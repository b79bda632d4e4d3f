/// Names from the wire as label values: rooms and identities.
///
/// Whoever names a participant writes into the pages of those who read the metrics. So a value holds no control
/// character, nothing that is invisible or reorders text, no line separator, and no `<` or `>`, out of which some page
/// that trusts its labels might make markup; quotes and backslashes are left to the writer's escapes. It is 128 bytes
/// long at the most, cut between two scalars.
///
/// A name that this changes ends in `~` and 16 hexadecimal digits, a hash of the whole name as it came. So two names that
/// are alike once they are cleaned remain two series, each under the same label for as long as it lives and whoever else
/// is there. A name that already ends that way is treated as a changed one, so that it cannot pass for another's; an
/// empty one too, for an empty label is none to Prometheus.
enum NameLabel {
    /// UTF-8 bytes of a value.
    static let limit = 128

    /// `~` and the digits.
    private static let markLength = 17

    static func value(for name: String) -> String {
        var clean = ""
        var length = 0
        /// What of it stands before a mark, should there be one.
        var head = ""
        var isWhole = true
        for scalar in name.unicodeScalars {
            guard !scalar.isUnfitForLabels else {
                isWhole = false
                continue
            }
            let width = UTF8.width(scalar)
            guard length + width <= limit else {
                isWhole = false
                break
            }
            clean.unicodeScalars.append(scalar)
            length += width
            if length <= limit - markLength { head.unicodeScalars.append(scalar) }
        }
        if isWhole, !clean.isEmpty, !hasMark(clean) { return clean }
        return head + "~" + hexadecimal(hash(name))
    }

    private static func hasMark(_ text: String) -> Bool {
        let end = text.utf8.suffix(markLength)
        return end.count == markLength && end.first == UInt8(ascii: "~")
            && end.dropFirst().allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// FNV-1a, 64 bits: the same on every machine and in every run. Whoever looks for two names with the same hash finds
    /// them: the exporter leaves out the second of two equal label sets.
    private static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Unicode.Scalar {
    fileprivate var isUnfitForLabels: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: self == "<" || self == ">"
        }
    }
}
