import CZlib
import Glibc
import VitalsJSON

/// What has been said in a session, line by line on disk.
///
/// A line is its checksum, a space, a JSON object with the line's number, and a line feed. After a failure the lines that
/// are not known to be safe are written again, to a new file: their numbers tell them from new ones.
struct TranscriptFile: ~Copyable {
    private let folder: SpoolFolder
    private let key: UUIDText
    private var file: OwnedFile?
    private var part: Int
    /// Lines written, by number: the next one's.
    private var count: Int
    /// Lines whose writing has not been confirmed.
    private var unsafe: [(number: Int, line: TranscriptLine)] = []
    private var unwritten = 0
    /// Lines that are held while the disk takes none; beyond it they are lost, and counted.
    static let heldLines = TranscriptLimits().lines
    private(set) var lost = 0
    /// Writing failed: the next try is the next `sync`, not the next line.
    private var isFailing = false

    init(_ folder: SpoolFolder, key: UUIDText) {
        self.folder = folder
        self.key = key
        let found = Self.read(folder, key)
        count = (found.map(\.number).max() ?? -1) + 1
        // Whatever the end of the last file looks like, a new one begins with a whole line.
        part = Self.parts(folder, key).count
    }

    /// Takes in lines. What cannot be written now is kept, and written with the next.
    mutating func append(_ lines: [TranscriptLine]) throws(SpoolError) {
        for line in lines {
            guard unsafe.count < Self.heldLines else {
                lost += 1
                continue
            }
            unsafe.append((count, line))
            unwritten += 1
            count += 1
        }
        if !isFailing { try writeHeld() }
    }

    private mutating func writeHeld() throws(SpoolError) {
        guard unwritten > 0 else { return }
        isFailing = true
        if file == nil {
            // The first that is free: those behind a gap are not found again.
            part = Self.parts(folder, key).count
            file = try OwnedFile(
                folder.path(Self.name(key, part)), O_WRONLY | O_CREAT | O_APPEND | O_EXCL)
        }
        var text: [UInt8] = []
        for (number, line) in unsafe.suffix(unwritten) { text += Self.encode(number, line) }
        do throws(SpoolError) {
            try file?.write(text)
            unwritten = 0
            isFailing = false
        } catch {
            beginAnew()
            throw error
        }
    }

    /// Has all lines survive a power cut.
    mutating func sync() throws(SpoolError) {
        try writeHeld()
        do throws(SpoolError) {
            try file?.sync()
            // What was written to a file that somebody removed is nowhere.
            guard file?.isCurrent ?? true else { throw SpoolError(folder.path(Self.name(key, part)), "is gone") }
            unsafe = []
        } catch {
            beginAnew()
            throw error
        }
    }

    /// A file that failed once is not relied on again.
    private mutating func beginAnew() {
        isFailing = true
        unwritten = unsafe.count
        let isEmpty = (try? file?.size) == 0
        file = nil
        // Where nothing of it was taken, not even its name is needed.
        if isEmpty { unlink(folder.path(Self.name(key, part))) }
    }

    /// All lines: those on disk, and those that never got there.
    func lines() -> [TranscriptLine] {
        var byNumber: [Int: TranscriptLine] = [:]
        for (number, line) in Self.read(folder, key) { byNumber[number] = line }
        for (number, line) in unsafe { byNumber[number] = line }
        return byNumber.sorted { $0.key < $1.key }.map(\.value)
    }

    // MARK: The files

    private static func name(_ key: UUIDText, _ part: Int) -> String {
        "\(key.text).transcript" + (part == 0 ? "" : ".\(part)")
    }

    /// The session of such a file.
    static func key(of name: String) -> UUIDText? {
        guard let end = name.firstRange(of: ".transcript") else { return nil }
        let part = name[end.upperBound...]
        guard part.isEmpty || part.first == "." && UInt32(part.dropFirst()) != nil else { return nil }
        return UUIDText(name[..<end.lowerBound])
    }

    /// Names of a session's files, in order.
    static func parts(_ folder: SpoolFolder, _ key: UUIDText) -> [String] {
        var names: [String] = []
        while folder.exists(name(key, names.count)) { names.append(name(key, names.count)) }
        return names
    }

    private static func read(_ folder: SpoolFolder, _ key: UUIDText) -> [(number: Int, line: TranscriptLine)] {
        parts(folder, key).flatMap { name -> [(number: Int, line: TranscriptLine)] in
            guard let file = try? OwnedFile(folder.path(name), O_RDONLY),
                let bytes = try? file.read(limit: folder.limits.fileBytes)
            else { return [] }
            return bytes.split(separator: UInt8(ascii: "\n")).compactMap { decode(Array($0)) }
        }
    }

    private static func encode(_ number: Int, _ line: TranscriptLine) -> [UInt8] {
        let object: JSONValue = [
            "n": .integer(number), "speaker": .string(line.speaker.rawValue), "t": .number(line.timestamp),
            "text": .string(line.text), "by": .string(line.segment?.identity ?? ""),
            "id": .string(line.segment?.id ?? ""),
        ]
        let json = object.written(numbers: .exact)
        return Array((String(checksum(json), radix: 16) + " ").utf8) + json + [UInt8(ascii: "\n")]
    }

    private static func decode(_ bytes: [UInt8]) -> (number: Int, line: TranscriptLine)? {
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")),
            let sum = UInt(String(decoding: bytes[..<space], as: UTF8.self), radix: 16)
        else { return nil }
        let json = Array(bytes[(space + 1)...])
        guard checksum(json) == sum,
            let object = try? json.withUnsafeBytes({ try JSONValue(parsing: $0, limits: .ownFiles) }),
            case .number(let number)? = object["n"], number >= 0, number < 1e9,
            case .string(let side)? = object["speaker"], let speaker = TranscriptLine.Speaker(rawValue: side),
            case .number(let time)? = object["t"], case .string(let text)? = object["text"]
        else { return nil }
        var line = TranscriptLine(speaker: speaker, text: text, timestamp: time)
        if case .string(let identity)? = object["by"], case .string(let id)? = object["id"], !id.isEmpty {
            line.segment = SegmentName(identity: identity, id: id)
        }
        return (Int(number), line)
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt {
        bytes.withUnsafeBytes { crc32_z(0, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count) }
    }
}
