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
    /// The text's first bytes, once a portion has been read.
    var head: [UInt8] { lines.head }

    /// Fills a portion that is empty; `false` behind the last one.
    mutating func read(_ portion: inout Portion) -> Bool {
        guard !hasEnded else { return false }
        do throws(RecordingError) {
            var read: UInt64 = 0
            while let step = try lines.next() {
                switch step {
                case .text(let bytes):
                    let start = portion.text.count
                    portion.text.append(contentsOf: bytes)
                    portion.steps.append(
                        .line(
                            start..<portion.text.count, number: lines.number, from: lines.mark, isCut: lines.lineIsCut))
                case .tooLong:
                    portion.steps.append(.tooLong(number: lines.number, from: lines.mark, isCut: lines.lineIsCut))
                case .wantsMore:
                    let before = lines.mark.text
                    portion.steps.append(.wantedMore(lines.mark))
                    let isAll = lines.fill()
                    read += lines.mark.text - before
                    // What a pipe has given is not kept waiting for what it has not.
                    guard !isAll || read >= UInt64(limits.portionBytes) else { continue }
                    portion.progress = progress
                    return true
                }
            }
            portion.end = .ofRecording
        } catch {
            portion.end = .failure(error)
        }
        hasEnded = true
        portion.progress = progress
        return true
    }

    private var progress: RecordingProgress {
        RecordingProgress(bytesRead: lines.storedOffset, totalBytes: lines.storedSize)
    }
}
