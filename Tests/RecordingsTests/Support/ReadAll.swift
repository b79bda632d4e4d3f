import VitalsJSON

@testable import Recordings

/// A line as `LineReader` handed it out, copied; `barren` where `BarrenText` would not read on.
enum CopiedLine: Equatable {
    case text(String, number: UInt64)
    case tooLong(UInt64, number: UInt64)
    case barren(expanded: Bool)
}

/// All lines of `source`, and the error that ended it.
func lines(
    of source: RecordingSource, limits: RecordingLimits = RecordingLimits(), noting readable: Bool = true
) throws -> (lines: [CopiedLine], error: RecordingError?) {
    var reader = try LineReader(source, limits: limits)
    var bounds = BarrenText(limits: limits)
    var copies: [CopiedLine] = []
    do throws(RecordingError) {
        while let step = try reader.next() {
            switch step {
            case .text(let range):
                copies.append(.text(String(decoding: reader.text[range], as: UTF8.self), number: reader.number))
                if readable { bounds.noteReadable(at: reader.mark) }
            case .tooLong(let count): copies.append(.tooLong(count, number: reader.number))
            case .wantsMore:
                if let verdict = bounds.verdict(at: reader.mark) {
                    copies.append(.barren(expanded: verdict == .expanded))
                    return (copies, nil)
                }
                reader.fill()
            }
        }
        return (copies, nil)
    } catch {
        return (copies, error)
    }
}

func texts(of source: RecordingSource, limits: RecordingLimits = RecordingLimits()) throws -> [String] {
    let (copies, error) = try lines(of: source, limits: limits)
    if let error { throw error }
    return copies.map { if case .text(let text, _) = $0 { text } else { "\($0)" } }
}

/// What a `RecordingReader` said of `source`, to the end or the error.
struct ReadOutcome {
    var lines: [RecordedLine] = []
    var damaged: [DamagedLine] = []
    var error: RecordingError?

    mutating func take(_ item: RecordingReader.Item) {
        switch item {
        case .line(let line): lines.append(line)
        case .damaged(let line): damaged.append(line)
        }
    }
}

func outcome(of source: RecordingSource, limits: RecordingLimits = RecordingLimits()) -> ReadOutcome {
    var outcome = ReadOutcome()
    do throws(RecordingError) {
        var reader = try RecordingReader(source, limits: limits)
        while let item = try reader.next() {
            outcome.take(item)
        }
    } catch {
        outcome.error = error
    }
    return outcome
}
