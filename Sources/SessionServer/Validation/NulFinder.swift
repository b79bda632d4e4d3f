import VitalsJSON

/// Finds the fields in which a JSON text has `\u0000`, on which the parser only stumbles.
enum NulFinder {
    /// What the escape is replaced with for a moment: a code point that is never a character.
    private static let marker: UInt32 = 0xFDD0
    private static let escape = Array(#"\u0000"#.utf8)

    /// Such as `transcript[3].text`; a key that holds one is meant with the object around it. Empty where the text is no
    /// JSON even without them.
    static func fields(in bytes: [UInt8], limits: SessionLimits) -> [String] {
        let marked = marked(bytes)
        let decoding = DecodeLimits(messageBytes: limits.bodyBytes, depth: limits.depth, containers: limits.containers)
        let value = marked.withUnsafeBytes { buffer in
            Result { () throws(DecodeFailure) in try JSONValue(parsing: buffer, limits: decoding) }
        }
        guard case .success(let value) = value else { return [] }
        var found: [String] = []
        collect(value, "", &found, limits.listedFaults)
        return found
    }

    private static func marked(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let replacement = Array(#"\uFDD0"#.utf8)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            if bytes[index...].starts(with: escape) {
                bytes.replaceSubrange(index..<index + escape.count, with: replacement)
                index += escape.count
            } else {
                index += 2
            }
        }
        return bytes
    }

    private static func isMarked(_ text: String) -> Bool { text.unicodeScalars.contains { $0.value == marker } }

    private static func collect(_ value: JSONValue, _ path: String, _ found: inout [String], _ limit: Int) {
        guard found.count < limit else { return }
        switch value {
        case .string(let text):
            if isMarked(text) { found.append(path) }
        case .array(let elements):
            for (index, element) in elements.enumerated() { collect(element, "\(path)[\(index)]", &found, limit) }
        case .object(let members):
            for member in members {
                guard !isMarked(member.key) else {
                    found.append(path)
                    continue
                }
                collect(member.value, path.isEmpty ? member.key : path + "." + member.key, &found, limit)
            }
        default: break
        }
    }
}
