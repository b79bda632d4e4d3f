/// RFC 3986 percent-encoding of a URL's path and query.
package enum PercentEncoding {
    /// Letters, digits, `-`, `.`, `_`, `~`: what never needs encoding.
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    /// A query item's name or value: everything but unreserved bytes is encoded.
    package static func component(_ text: String) -> String {
        if text.utf8.allSatisfy(isUnreserved) { return text }
        var encoded = ""
        for byte in text.utf8 { append(byte, to: &encoded, encoding: !isUnreserved(byte)) }
        return encoded
    }

    /// A part of a path: as a component, and the dots that would stand for this folder or the one above it are encoded
    /// too (RFC 3986 section 3.3). Browsers take even these for folders.
    package static func segment(_ text: String) -> String {
        switch text {
        case ".": "%2E"
        case "..": "%2E%2E"
        default: component(text)
        }
    }

    /// A path or query that a person typed: what is encoded stays so, bytes beyond ASCII are encoded.
    ///
    /// - Returns: `nil` where there is a space, a control character, or a `%` without two hexadecimal digits.
    package static func completed(_ text: Substring) -> String? {
        var encoded = ""
        var digitsDue = 0
        for byte in text.utf8 {
            if digitsDue > 0 {
                guard isHexDigit(byte) else { return nil }
                digitsDue -= 1
            } else if byte == UInt8(ascii: "%") {
                digitsDue = 2
            } else if byte <= 0x20 || byte == 0x7F {
                return nil
            }
            append(byte, to: &encoded, encoding: byte >= 0x80)
        }
        return digitsDue == 0 ? encoded : nil
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private static func append(_ byte: UInt8, to text: inout String, encoding: Bool) {
        if encoding {
            text += byte < 16 ? "%0" : "%"
            text += String(byte, radix: 16, uppercase: true)
        } else {
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
    }
}
