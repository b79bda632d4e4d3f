/// Some lines of a recording that follow each other, as they stand in it: so many that a thread has work for a while.
struct Portion: Sendable {
    /// One step of the reading, in order.
    enum Step: Sendable {
        /// Where a line stands in `text`. A cut one ends where the file failed.
        case line(Range<Int>, number: UInt64, from: TextMark, isCut: Bool)
        case tooLong(number: UInt64, from: TextMark, isCut: Bool)
        /// No whole line was left, and the text so far was not enough.
        case wantedMore(TextMark)
    }

    var text: TextBuffer
    var steps: [Step] = []
    /// Where the reading stands behind it.
    var progress = RecordingProgress(bytesRead: 0)
    /// Nothing follows; what stopped the reading, if something did.
    var end: End?

    enum End: Sendable {
        case ofRecording
        case failure(RecordingError)
    }

    init(limits: RecordingLimits) {
        text = TextBuffer(count: limits.bufferBytes)
    }

    mutating func removeAll() {
        steps.removeAll(keepingCapacity: true)
        end = nil
    }
}

/// How far a reading is, in bytes as stored; for a progress bar.
package struct RecordingProgress: Sendable, Equatable {
    package var bytesRead: UInt64
    /// `nil` where nobody knows: a pipe, a device.
    package var totalBytes: UInt64?
}
