/// What a file that is no recording looks like by its first bytes, in words for its owner.
enum FileKind {
    private static let signatures: [(start: [UInt8], kind: String)] = [
        ([0x1f, 0x8b], "gzip within gzip; unpack it once"),
        ([0x28, 0xb5, 0x2f, 0xfd], "zstd data; unpack it first"),
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "xz data; unpack it first"),
        (Array("BZh".utf8), "bzip2 data; unpack it first"),
        (Array("PK".utf8) + [3, 4], "a zip archive; unpack it first"),
        (Array("SQLite format 3".utf8), "an SQLite database"),
        (Array("%PDF".utf8), "a PDF"),
        ([0x89] + Array("PNG".utf8), "a picture"),
        ([0xff, 0xfe], "UTF-16 text; save it as UTF-8"),
        ([0xfe, 0xff], "UTF-16 text; save it as UTF-8"),
    ]

    /// `nil` where the bytes give nothing away.
    static func guess(from head: [UInt8]) -> String? {
        if let known = signatures.first(where: { head.starts(with: $0.start) }) { return known.kind }
        let textStart = head.starts(with: [0xef, 0xbb, 0xbf]) ? head.dropFirst(3) : head[...]
        let isControl = { (byte: UInt8) in byte < 0x20 && !(9...13).contains(byte) }
        if textStart.contains(where: isControl) { return "binary data" }
        switch textStart.first(where: { $0 > 0x20 }) {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return "JSON of another kind"
        case UInt8(ascii: "<"): return "HTML or XML"
        default: return nil
        }
    }
}
