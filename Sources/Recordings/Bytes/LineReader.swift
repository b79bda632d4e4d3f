import Glibc

/// The lines of a file in constant memory, without an allocation a line.
///
/// A line ends with LF or CRLF or with the file. Blank lines are passed over but numbered, as an editor
/// numbers them. A UTF-8 byte order mark at the start is passed over.
package struct LineReader: ~Copyable {
    package enum Line {
        /// A line without its ending, never blank. The bytes are valid until the next call.
        case text(UnsafeRawBufferPointer)
        /// A line beyond `RecordingLimits.lineBytes`, passed over: how many bytes it had.
        case tooLong(UInt64)
        /// The bound on text in which nothing was noted as readable; nothing follows.
        /// `expanded`: the text is that much because the file expanded beyond `RecordingLimits.expansionRatio`.
        case barren(expanded: Bool)
    }

    private var input: TextInput
    private let limits: RecordingLimits
    private let buffer: UnsafeMutableRawBufferPointer
    /// Bytes not handed out yet are `start..<end`; no line feed is in `start..<scanned`.
    private var start = 0
    private var scanned = 0
    private var end = 0
    /// Bytes of the present line that were let go because it is too long.
    private var skipped: UInt64 = 0
    private var isAtStart = true
    private var hasEnded = false
    private var failure: RecordingError?

    /// The number of the line handed out last, from 1.
    package private(set) var number: UInt64 = 0
    /// The text's first bytes, for a guess at what it is.
    private(set) var head: [UInt8] = []
    /// Text unpacked so far, bytes.
    private var textOffset: UInt64 = 0
    /// Where text and file stood at the last readable line; `nil` before the first.
    private var lastReadable: (text: UInt64, stored: UInt64)?

    package init(_ source: RecordingSource, limits: RecordingLimits = RecordingLimits()) throws(RecordingError) {
        self.limits = limits
        input = try TextInput(FileInput(source), chunkBytes: limits.chunkBytes)
        // Only the pages that lines really reach are ever touched.
        buffer = .allocate(byteCount: limits.lineBytes + 2 * limits.chunkBytes + 2, alignment: 16)
    }

    deinit { buffer.deallocate() }

    package var name: String { input.name }
    /// Bytes of the file used so far, compressed ones where it is compressed.
    package var storedOffset: UInt64 { input.storedOffset }
    /// The file's size where it has one: not for a pipe or a device.
    package var storedSize: UInt64? { input.storedSize }
    /// Whether the file failed before the end of the line handed out last, which is therefore cut.
    package var lineIsCut: Bool { failure != nil && start == end }

    /// Says that the line handed out last was readable: the bounds on barren text start again.
    package mutating func noteReadable() {
        lastReadable = (textOffset, input.storedOffset)
    }

    /// The next line that is not blank, or `nil` at the end.
    ///
    /// - Throws: what stopped the reading, after all lines before it, the cut one included.
    package mutating func next() throws(RecordingError) -> Line? {
        if isAtStart { begin() }
        while true {
            if let line = takeLine() { return line }
            if hasEnded {
                if let line = takeRest() { return line }
                if let failure { throw failure }
                return nil
            }
            if isBarren {
                hasEnded = true
                (start, end, skipped) = (0, 0, 0)
                return .barren(expanded: hasExpanded)
            }
            fill()
        }
    }

    /// A line of which the buffer holds the ending.
    private mutating func takeLine() -> Line? {
        while scanned < end, let base = buffer.baseAddress {
            guard let feed = memchr(base + scanned, Int32(UInt8(ascii: "\n")), end - scanned) else {
                scanned = end
                return nil
            }
            let stop = base.distance(to: feed)
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[start..<stop])
            start = stop + 1
            scanned = start
            if let line = line(of: bytes) { return line }
        }
        return nil
    }

    /// The last line, where it has no ending.
    private mutating func takeRest() -> Line? {
        guard start < end || skipped > 0 else { return nil }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
        start = end
        scanned = end
        return line(of: bytes)
    }

    private mutating func line(of bytes: UnsafeRawBufferPointer) -> Line? {
        number &+= 1
        let length = UInt64(bytes.count) &+ skipped
        skipped = 0
        guard length <= UInt64(limits.lineBytes) else { return .tooLong(length) }
        var text = bytes
        if text.last == UInt8(ascii: "\r") { text = UnsafeRawBufferPointer(rebasing: text.dropLast()) }
        guard text.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else { return nil }
        return .text(text)
    }

    /// Whether too much text has gone by without a readable line.
    private var isBarren: Bool {
        guard let last = lastReadable else { return textOffset > UInt64(limits.probeBytes) }
        return textOffset &- last.text > UInt64(limits.expansionGraceBytes) && hasExpanded
    }

    /// Whether the text since the last readable line is out of proportion to its compressed form; never where it is plain.
    private var hasExpanded: Bool {
        let last = lastReadable ?? (0, 0)
        return (textOffset &- last.text) / UInt64(limits.expansionRatio) > input.storedOffset &- last.stored
    }

    /// Reads another chunk behind the bytes that wait for their line feed.
    private mutating func fill() {
        if end - start > limits.lineBytes {
            skipped &+= UInt64(end - start)
            (start, scanned, end) = (0, 0, 0)
        }
        if buffer.count - end < limits.chunkBytes {
            let waiting = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
            buffer.copyMemory(from: waiting)
            (start, scanned, end) = (0, scanned - start, waiting.count)
        }
        do {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end..<min(buffer.count, end + limits.chunkBytes)])
            let count = try input.read(into: room)
            textOffset &+= UInt64(count)
            end += count
            hasEnded = count == 0
        } catch {
            failure = error
            hasEnded = true
        }
    }

    private mutating func begin() {
        isAtStart = false
        while !hasEnded, end < Self.headBytes { fill() }
        head = Array(buffer[..<min(end, Self.headBytes)])
        if head.starts(with: Self.byteOrderMark) {
            start = Self.byteOrderMark.count
            scanned = start
        }
    }

    private static let headBytes = 16
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
}
