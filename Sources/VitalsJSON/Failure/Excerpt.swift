/// A short quotation of untrusted bytes that is safe to print on one line of a terminal or a log.
enum Excerpt {
    static let longest = 24

    /// The bytes before `offset`, at most `longest` of them; all but printable ASCII is escaped.
    static func before(_ offset: Int, in bytes: UnsafeRawBufferPointer) -> String {
        let end = max(0, min(offset, bytes.count))
        let start = max(0, end - longest)
        let quoted = escaped(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        return start > 0 ? "…" + quoted : quoted
    }

    static func escaped(_ bytes: UnsafeRawBufferPointer) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append("\\")
                text.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x20..<0x7F:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text.append(digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)")
            }
        }
        return text
    }
}
