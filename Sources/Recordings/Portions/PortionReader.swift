/// The text of a recording, portion by portion.
struct PortionReader: ~Copyable {
    private var lines: LineReader
    private let limits: RecordingLimits
    private var hasEnded = false

    /// Opens `source` and reads its first bytes.
    init(_ source: RecordingSource, limits: RecordingLimits) throws(RecordingError) {
        self.limits = limits
        lines = try LineReader(source, limits: limits)
    }

    var name: String { lines.name }
    /// Whether no read waits for somebody to write.
    var neverWaits: Bool { lines.storedSize != nil }
    /// The text's first bytes, once a portion has been read.
    var head: [UInt8] { lines.head }

    /// Fills a portion that is empty; `false` behind the last one.
    mutating func read(_ portion: inout Portion) -> Bool {
        guard !hasEnded else { return false }
        do throws(RecordingError) {
            if try !readLines(&portion) {
                portion.end = .ofRecording
                hasEnded = true
            }
        } catch {
            portion.end = .failure(error)
            hasEnded = true
        }
        lines.exchange(&portion.text)
        portion.progress = progress
        return true
    }

    /// - Returns: `false` at the end.
    private mutating func readLines(_ portion: inout Portion) throws(RecordingError) -> Bool {
        let before = lines.mark.text
        var isEnough = false
        var hasLines = false
        while portion.steps.count < limits.portionLines {
            guard let step = try lines.next() else { return false }
            switch step {
            case .text(let range):
                hasLines = true
                portion.steps.append(.line(range, number: lines.number, from: lines.mark, isCut: lines.lineIsCut))
            case .tooLong:
                portion.steps.append(.tooLong(number: lines.number, from: lines.mark, isCut: lines.lineIsCut))
            case .wantsMore:
                // What has been handed out must stay where it is, and what a pipe has given is not kept waiting for what it
                // has not: the reader has filled itself where it begins.
                if isEnough || hasLines && (!lines.hasRoom || lines.isShort && !neverWaits) { return true }
                portion.steps.append(.wantedMore(lines.mark))
                lines.fill()
                isEnough = lines.isShort || lines.mark.text - before >= UInt64(limits.portionBytes)
            }
        }
        return true
    }

    private var progress: RecordingProgress {
        RecordingProgress(bytesRead: lines.storedOffset, totalBytes: lines.storedSize)
    }
}
