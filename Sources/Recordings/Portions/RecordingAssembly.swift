import Vitals
import VitalsJSON

/// Puts a recording together from its portions in their order, whoever decoded them: says whether it is one at all, and
/// when there is no sense in going on.
struct RecordingAssembly {
    private let name: String
    private let limits: RecordingLimits
    /// The text's first bytes, for a guess at what it is.
    private let head: [UInt8]
    private var barren: BarrenText
    /// Until the first readable line it is open whether the damage is to lines, or the file is of another kind: at most
    /// `probeLines` items.
    private var unsure: [RecordingReader.Item]? = []
    private var firstFailure: DecodeFailure?

    init(_ name: String, head: [UInt8], limits: RecordingLimits) {
        self.name = name
        self.head = head
        self.limits = limits
        barren = BarrenText(limits: limits)
    }

    /// Takes the next portion in: of its items those stay that there are to hand out, up to what stopped the reading.
    ///
    /// - Returns: `false` at the end.
    /// - Throws: what stopped the reading.
    mutating func take(_ portion: inout DecodedPortion) throws(RecordingError) -> Bool {
        let offset = portion.progress.bytesRead
        let items = portion.items
        // Once it is sure, all of them are handed out as they are.
        let isSure = unsure == nil
        if !isSure { portion.items = [] }
        var count = 0
        for step in portion.steps {
            switch step {
            case .item(let mark, let isCut):
                let number = count
                count += 1
                if Self.isRecognised(items[number]) { barren.noteReadable(at: mark) }
                // The error that cut the line comes next, and says all there is to say.
                if isCut, case .damaged = items[number] {
                    if isSure { portion.items.remove(at: number) }
                    continue
                }
                if !isSure { try add(items[number], &portion.items, offset) }
            case .wantedMore(let mark):
                guard let verdict = barren.verdict(at: mark) else { continue }
                if isSure { portion.items.removeSubrange(count...) }
                switch verdict {
                case .expanded:
                    throw RecordingError(
                        file: name, problem: .expandsTooMuch(limit: limits.expansionRatio), offset: mark.stored)
                case .unreadable:
                    throw notARecording(DecodeFailure(.tooLarge, limit: limits.lineBytes), offset: mark.stored)
                }
            }
        }
        switch portion.end {
        case nil: return true
        case .failure(let error)?: throw error
        case .ofRecording?:
            if let unsure {
                if unsure.isEmpty { throw RecordingError(file: name, problem: .empty, offset: offset) }
                throw notARecording(nil, offset: offset)
            }
            return false
        }
    }

    private mutating func add(
        _ item: RecordingReader.Item, _ items: inout [RecordingReader.Item], _ offset: UInt64
    ) throws(RecordingError) {
        guard var found = unsure else { return items.append(item) }
        if Self.isRecognised(item) {
            items += found
            items.append(item)
            unsure = nil
            return
        }
        firstFailure = firstFailure ?? Self.failure(of: item)
        unsure = nil
        found.append(item)
        let isOver = found.count >= limits.probeLines
        unsure = found
        if isOver { throw notARecording(nil, offset: offset) }
    }

    private func notARecording(_ failure: DecodeFailure?, offset: UInt64) -> RecordingError {
        RecordingError(
            file: name,
            problem: .notARecording(looksLike: FileKind.guess(from: head), firstLine: firstFailure ?? failure),
            offset: offset)
    }

    /// Whether a recording is made of such lines. An object with one unknown key is a message of a newer version or anything.
    private static func isRecognised(_ item: RecordingReader.Item) -> Bool {
        switch item {
        case .line(.message(.unknown, at: _)), .damaged: false
        case .line: true
        }
    }

    private static func failure(of item: RecordingReader.Item) -> DecodeFailure {
        if case .damaged(let line) = item { line.failure } else { DecodeFailure(.notAMessage) }
    }
}
