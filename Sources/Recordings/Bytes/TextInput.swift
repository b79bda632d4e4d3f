/// The text of a file: unpacked where the file is gzip, as it is otherwise.
struct TextInput: ~Copyable {
    private var file: FileInput
    private var inflater = GzipInflater()
    private let stored: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    /// Whether the file is gzip, by its first bytes.
    private(set) var isCompressed = false

    init(_ file: consuming FileInput, chunkBytes: Int) throws(RecordingError) {
        self.file = file
        stored = .allocate(byteCount: max(chunkBytes, Self.magicBytes), alignment: 16)
        try recognise()
    }

    deinit { stored.deallocate() }

    private mutating func recognise() throws(RecordingError) {
        // A pipe may bring its first bytes one by one.
        while end < Self.magicBytes {
            let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: stored[end...]))
            if count == 0 { break }
            end += count
        }
        isCompressed = GzipInflater.recognises(UnsafeRawBufferPointer(rebasing: stored[..<end]))
    }

    private static let magicBytes = 2

    var name: String { file.name }
    /// The file's size where it has one.
    var storedSize: UInt64? { file.size }
    /// Bytes of the file used so far.
    var storedOffset: UInt64 { file.offset &- UInt64(end - start) }

    /// Brings at least a byte of text; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(RecordingError) -> Int {
        guard isCompressed else {
            if start == end { return try file.read(into: buffer) }
            let count = min(end - start, buffer.count)
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: stored[start..<start + count]))
            start += count
            return count
        }
        while true {
            let step = try unpack(into: buffer)
            start += step.consumed
            if step.produced > 0 { return step.produced }
            end = try file.read(into: stored)
            start = 0
            if end == 0 {
                try finish()
                return 0
            }
        }
    }

    private mutating func unpack(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(RecordingError) -> (consumed: Int, produced: Int) {
        do {
            return try inflater.inflate(UnsafeRawBufferPointer(rebasing: stored[start..<end]), into: buffer)
        } catch {
            throw RecordingError(file: name, problem: .init(error), offset: storedOffset)
        }
    }

    private mutating func finish() throws(RecordingError) {
        do { try inflater.finish() } catch {
            throw RecordingError(file: name, problem: .init(error), offset: storedOffset)
        }
    }
}

extension RecordingError.Problem {
    fileprivate init(_ failure: GzipInflater.Failure) {
        self =
            switch failure {
            case .truncated: .truncatedGzip
            case .checksumMismatch: .checksumMismatch
            case .trailingGarbage: .trailingGarbage
            case .damaged(let reason): .damagedGzip(reason)
            }
    }
}
