import Glibc

/// The lines of a file in constant memory, without an allocation a line.
///
/// A line ends with LF or CRLF or with the file. Blank lines are passed over but numbered, as an editor
/// numbers them. A UTF-8 byte order mark at the start is passed over.
struct LineReader: ~Copyable {
    enum Step {
        /// A line without its ending, never blank: where it lies in `text`, up to the next `fill` or `exchange`.
        case text(Range<Int>)
        /// A line beyond `RecordingLimits.lineBytes`, passed over: how many bytes it had.
        case tooLong(UInt64)
        /// There is no whole line any more: `fill` gets more text, should it be wanted.
        case wantsMore
    }

    private var input: TextInput
    private let limits: RecordingLimits
    private var buffer: TextBuffer
    /// Bytes not handed out yet are `start..<end`; no line feed is in `start..<scanned`.
    private var start = 0
    private var scanned = 0
    private var end = 0
    /// Bytes of the present line that were let go because it is too long.
    private var skipped: UInt64 = 0
    private var isAtStart = true
    private var hasEnded = false
    private var failure: RecordingError?
    /// The last `fill` brought less than was asked for: a pipe has given what it had.
    private(set) var isShort = false

    /// The number of the line handed out last, from 1.
    private(set) var number: UInt64 = 0
    /// The text's first bytes, for a guess at what it is.
    private(set) var head: [UInt8] = []
    /// Text unpacked so far, bytes.
    private var textOffset: UInt64 = 0

    init(_ source: RecordingSource, limits: RecordingLimits = RecordingLimits()) throws(RecordingError) {
        self.limits = limits
        input = try TextInput(FileInput(source), chunkBytes: limits.chunkBytes)
        buffer = TextBuffer(count: limits.bufferBytes)
    }

    /// What `next` hands out lines of.
    var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(buffer.bytes) }

    var name: String { input.name }
    /// Bytes of the file used so far, compressed ones where it is compressed.
    var storedOffset: UInt64 { input.storedOffset }
    /// The file's size where it has one: not for a pipe or a device.
    var storedSize: UInt64? { input.storedSize }
    /// Whether the file failed before the end of the line handed out last, which is therefore cut.
    var lineIsCut: Bool { failure != nil && start == end }

    /// How much text has come, and of how much of the file.
    var mark: TextMark { TextMark(text: textOffset, stored: input.storedOffset) }

    /// The next line that is not blank, or the want of more text; `nil` at the end.
    ///
    /// - Throws: what stopped the reading, after all lines before it, the cut one included.
    mutating func next() throws(RecordingError) -> Step? {
        if isAtStart { begin() }
        if let line = takeLine() { return line }
        guard hasEnded else { return .wantsMore }
        if let line = takeRest() { return line }
        if let failure { throw failure }
        return nil
    }

    /// A line of which the buffer holds the ending.
    private mutating func takeLine() -> Step? {
        while scanned < end, let base = buffer.bytes.baseAddress {
            guard let feed = memchr(base + scanned, Int32(UInt8(ascii: "\n")), end - scanned) else {
                scanned = end
                return nil
            }
            let stop = base.distance(to: feed)
            let range = start..<stop
            start = stop + 1
            scanned = start
            if let line = line(range) { return line }
        }
        return nil
    }

    /// The last line, where it has no ending.
    private mutating func takeRest() -> Step? {
        guard start < end || skipped > 0 else { return nil }
        let range = start..<end
        start = end
        scanned = end
        return line(range)
    }

    private mutating func line(_ range: Range<Int>) -> Step? {
        number &+= 1
        let hasReturn = !range.isEmpty && text[range.upperBound - 1] == UInt8(ascii: "\r")
        let line = hasReturn ? range.lowerBound..<range.upperBound - 1 : range
        let length = UInt64(line.count) &+ skipped
        skipped = 0
        guard length <= UInt64(limits.lineBytes) else { return .tooLong(length) }
        guard text[line].contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else { return nil }
        return .text(line)
    }

    /// Whether `fill` leaves the text as it is that lines have been handed out of.
    var hasRoom: Bool { hasSpace && !isTooLong }

    private var hasSpace: Bool { buffer.bytes.count - end >= limits.chunkBytes }
    /// Even if a carriage return of its ending is the last byte so far.
    private var isTooLong: Bool { end - start > limits.lineBytes + 1 }

    /// Goes on in `other`, and gives the text so far away with all lines that were handed out.
    mutating func exchange(_ other: inout TextBuffer) {
        let waiting = text[start..<end]
        other.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: waiting))
        swap(&buffer, &other)
        (start, scanned, end) = (0, scanned - start, waiting.count)
    }

    /// Reads another chunk behind the bytes that wait for their line feed.
    mutating func fill() {
        if isTooLong {
            skipped &+= UInt64(end - start)
            (start, scanned, end) = (0, 0, 0)
        }
        if !hasSpace {
            let waiting = text[start..<end]
            buffer.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: waiting))
            (start, scanned, end) = (0, scanned - start, waiting.count)
        }
        do {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[end..<end + limits.chunkBytes])
            let count = try input.read(into: room)
            textOffset &+= UInt64(count)
            end += count
            hasEnded = count == 0
            isShort = count < room.count
        } catch {
            failure = error
            hasEnded = true
            isShort = true
        }
    }

    private mutating func begin() {
        isAtStart = false
        while !hasEnded, end < Self.headBytes { fill() }
        head = Array(text[..<min(end, Self.headBytes)])
        if head.starts(with: Self.byteOrderMark) {
            start = Self.byteOrderMark.count
            scanned = start
        }
    }

    private static let headBytes = 16
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
}
