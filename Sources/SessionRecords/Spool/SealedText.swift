import CZlib

/// The form of the spool's files: a line that says what follows, how long it is and what its checksum is, and the content.
///
/// `roomvitals record 1 1234 89abcdef` and a line feed, then 1234 bytes whose CRC-32, with what the line says before it,
/// is 0x89abcdef.
struct SealedText {
    enum Kind: String {
        case record, checkpoint, ids
        /// A mark and nothing else: what the file was of has arrived.
        case delivered
    }

    enum Fault: Error, Equatable {
        /// No such file of ours.
        case foreign
        /// Of another version of the program.
        case otherFormat(UInt32)
        /// Ends too soon, goes on too long, or has another checksum.
        case damaged
    }

    static func seal(_ content: [UInt8], as kind: Kind, format: UInt32) -> [UInt8] {
        let label = "roomvitals \(kind.rawValue) \(format) \(content.count) "
        let sum = String(checksum(label, content), radix: 16)
        return Array(label.utf8) + Array("\(sum)\n".utf8) + content
    }

    /// The content of a sealed text of that kind and format.
    static func open(_ bytes: [UInt8], as kind: Kind, format: UInt32) throws(Fault) -> ArraySlice<UInt8> {
        guard let end = bytes.prefix(longestLabel).firstIndex(of: UInt8(ascii: "\n")) else { throw .foreign }
        let words = bytes[..<end].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 5, words[0] == "roomvitals", words[1] == kind.rawValue else { throw .foreign }
        guard let theirs = UInt32(words[2]), let length = Int(words[3]) else { throw .damaged }
        let content = bytes[(end + 1)...]
        let label = words[..<4].joined(separator: " ") + " "
        guard content.count == length, String(checksum(label, Array(content)), radix: 16) == words[4] else {
            throw .damaged
        }
        guard theirs == format else { throw .otherFormat(theirs) }
        return content
    }

    /// What a file begins with whose record has arrived, and which could not be removed. What follows is of no use: one
    /// short line is written over a file's beginning whole, or not at all.
    static let deliveredMark = seal([], as: .delivered, format: 1)

    private static let longestLabel = 100

    private static func checksum(_ label: String, _ content: [UInt8]) -> UInt {
        let bytes = Array(label.utf8) + content
        // A buffer of no length is how zlib is asked for the first value; a label is never empty.
        return bytes.withUnsafeBytes { crc32_z(0, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count) }
    }
}
