import Vitals
package import VitalsJSON

/// Reads a recording from start to end: the bytes of a file in, its messages out, in constant memory.
///
/// Pull it with `next()` until that returns `nil` or throws. A line that cannot be read is an item like any
/// other; a file in which nothing can be read is an error.
package struct RecordingReader: ~Copyable {
    package enum Item: Sendable, Equatable {
        case line(RecordedLine)
        case damaged(DamagedLine)
    }

    /// How far the reading is, in bytes as stored; for a progress bar.
    package struct Progress: Sendable, Equatable {
        package var bytesRead: UInt64
        /// `nil` where nobody knows: a pipe, a device.
        package var totalBytes: UInt64?
    }

    private enum Phase {
        case probing, reading, ended
    }

    private var lines: LineReader
    private var decoder: StreamDecoder
    private let limits: RecordingLimits
    private var phase = Phase.probing
    /// What came up to the first readable line, at most `probeLines` items; the next to hand out is the last.
    private var waiting: [Item] = []

    /// Lines handed out as readable.
    package private(set) var lineCount: UInt64 = 0
    /// Lines handed out as damaged.
    package private(set) var damagedLineCount: UInt64 = 0

    /// Opens `source` and reads its first bytes.
    package init(_ source: RecordingSource, limits: RecordingLimits = RecordingLimits()) throws(RecordingError) {
        self.limits = limits
        decoder = StreamDecoder(limits: DecodeLimits(messageBytes: limits.lineBytes))
        lines = try LineReader(source, limits: limits)
    }

    package var name: String { lines.name }
    package var progress: Progress { Progress(bytesRead: lines.storedOffset, totalBytes: lines.storedSize) }

    /// The next message or damaged line; `nil` at the end.
    ///
    /// - Throws: what stopped the reading. What was handed out before stands, and nothing follows.
    package mutating func next() throws(RecordingError) -> Item? {
        do throws(RecordingError) {
            if phase == .probing {
                waiting = try probe()
                phase = .reading
            }
            var next = waiting.popLast()
            if next == nil { next = try read() }
            guard let item = next else {
                phase = .ended
                return nil
            }
            switch item {
            case .line: lineCount &+= 1
            case .damaged: damagedLineCount &+= 1
            }
            return item
        } catch {
            phase = .ended
            throw error
        }
    }

    /// Reads up to the first readable line. Until then it is open whether the damage is to lines, or the file is of another kind.
    private mutating func probe() throws(RecordingError) -> [Item] {
        var found: [Item] = []
        var firstFailure: DecodeFailure?
        while let item = try read(failure: firstFailure) {
            found.append(item)
            if Self.isRecognised(item) { return found.reversed() }
            firstFailure = firstFailure ?? Self.failure(of: item)
            if found.count >= limits.probeLines { break }
        }
        if found.isEmpty { throw RecordingError(file: name, problem: .empty, offset: lines.storedOffset) }
        throw notARecording(firstFailure)
    }

    private mutating func read(failure firstFailure: DecodeFailure? = nil) throws(RecordingError) -> Item? {
        guard phase != .ended else { return nil }
        while let line = try lines.next() {
            switch line {
            case .text(let bytes):
                let item = decode(bytes)
                if Self.isRecognised(item) { lines.noteReadable() }
                // The error that cut the line comes next, and says all there is to say.
                if case .damaged = item, lines.lineIsCut { continue }
                return item
            case .tooLong:
                return damaged(DecodeFailure(.tooLarge, limit: limits.lineBytes))
            case .barren(let expanded) where expanded:
                throw RecordingError(
                    file: name, problem: .expandsTooMuch(limit: limits.expansionRatio), offset: lines.storedOffset)
            case .barren:
                throw notARecording(firstFailure ?? DecodeFailure(.tooLarge, limit: limits.lineBytes))
            }
        }
        return nil
    }

    private mutating func decode(_ bytes: UnsafeRawBufferPointer) -> Item {
        do {
            return .line(try decoder.decodeRecordedLine(bytes))
        } catch {
            return damaged(error)
        }
    }

    private func damaged(_ failure: DecodeFailure) -> Item {
        .damaged(DamagedLine(file: name, number: lines.number, failure: failure))
    }

    private func notARecording(_ firstFailure: DecodeFailure?) -> RecordingError {
        RecordingError(
            file: name, problem: .notARecording(looksLike: FileKind.guess(from: lines.head), firstLine: firstFailure),
            offset: lines.storedOffset)
    }

    /// Whether a recording is made of such lines. An object with one unknown key is a message of a newer version or anything.
    private static func isRecognised(_ item: Item) -> Bool {
        switch item {
        case .line(.message(.unknown, at: _)), .damaged: false
        case .line: true
        }
    }

    private static func failure(of item: Item) -> DecodeFailure {
        if case .damaged(let line) = item { line.failure } else { DecodeFailure(.notAMessage) }
    }
}
