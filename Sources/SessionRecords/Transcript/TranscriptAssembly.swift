package import Vitals

/// Makes lines of a transcript out of what transcribers send: guesses, corrections, final words, and all of them again
/// after a reconnect.
///
/// A segment that comes again under its id replaces what it said before. When it is final it becomes a line, and a line
/// never changes. A pure value of bounded size: lines go out as they come.
package struct TranscriptAssembly: Sendable, Equatable {
    /// A stretch of speech that is not final yet.
    package struct OpenSegment: Sendable, Equatable {
        package var speaker: TranscriptLine.Speaker
        /// Who spoke, and the segment's id.
        package var identity: String
        package var id: String
        package var text: String
        /// ms since 1970.
        package var start: Double

        var name: SegmentName { SegmentName(identity: identity, id: id) }
    }

    /// Segments that came again after they were final.
    package private(set) var repeated: UInt64 = 0
    /// Lines that were cut for their length.
    package private(set) var cut: UInt64 = 0
    /// In the order of their coming.
    package private(set) var open: [OpenSegment] = []
    /// Segments that were final, by hash: two among the thousands of a session share one once in 10¹⁰ sessions.
    private var remembered: Set<Int> = []
    private let limits: TranscriptLimits

    package init(limits: TranscriptLimits = TranscriptLimits()) {
        self.limits = limits
    }

    /// One that goes on where another was.
    ///
    /// - Parameters:
    ///   - open: segments that it had open; those that became lines since are left out.
    ///   - lines: that there are already.
    package init(
        open: [OpenSegment], lines: [TranscriptLine] = [], limits: TranscriptLimits = TranscriptLimits()
    ) {
        self.limits = limits
        for segment in lines.compactMap(\.segment) { remember(segment.hashValue) }
        self.open = Array(open.filter { !remembered.contains($0.name.hashValue) }.suffix(limits.openSegments))
    }

    /// Takes in what a transcriber sent.
    ///
    /// - Parameter now: ms since 1970 on the session's clock; stands in for a beginning that nobody told.
    /// - Returns: the lines that are final now.
    package mutating func take(
        _ transcription: Transcription, speaker: TranscriptLine.Speaker, at now: Double
    ) -> [TranscriptLine] {
        var lines: [TranscriptLine] = []
        for segment in transcription.segments {
            let name = SegmentName(identity: transcription.identity, id: segment.id).hashValue
            guard segment.id.isEmpty || !remembered.contains(name) else {
                repeated += 1
                continue
            }
            let place =
                segment.id.isEmpty
                ? nil : open.firstIndex { $0.id == segment.id && $0.identity == transcription.identity }
            let start = Self.believable(segment.startTime, near: now) ?? place.map { open[$0].start } ?? now
            let newest = OpenSegment(
                speaker: speaker, identity: transcription.identity, id: segment.id, text: clipped(segment.text),
                start: start)
            if segment.final {
                if let place { open.remove(at: place) }
                if !segment.id.isEmpty { remember(name) }
                lines += line(of: newest)
            } else if let place {
                open[place] = newest
            } else {
                open.append(newest)
                if open.count > limits.openSegments { lines += line(of: open.removeFirst()) }
            }
        }
        return lines
    }

    /// The session is over: what was not final is taken as it stands.
    package mutating func finish() -> [TranscriptLine] {
        defer { open = [] }
        return open.flatMap(line)
    }

    private func line(of segment: OpenSegment) -> [TranscriptLine] {
        let isBlank = segment.text.allSatisfy(\.isWhitespace)
        guard !isBlank else { return [] }
        let name = segment.id.isEmpty ? nil : segment.name
        return [
            TranscriptLine(speaker: segment.speaker, text: segment.text, timestamp: segment.start, segment: name)
        ]
    }

    /// The text without control characters, which nobody says, and which take six bytes each in JSON; not too long.
    private mutating func clipped(_ spoken: String) -> String {
        func isControl(_ byte: UInt8) -> Bool {
            (byte < 0x20 && byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\t")) || byte == 0x7F
        }
        let text =
            spoken.utf8.contains(where: isControl)
            ? String(decoding: spoken.utf8.filter { !isControl($0) }, as: UTF8.self) : spoken
        guard text.utf8.count > limits.lineBytes else { return text }
        cut += 1
        var end = text.utf8.index(text.startIndex, offsetBy: limits.lineBytes)
        while end > text.startIndex, end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
        return text[..<end] + " […]"
    }

    private mutating func remember(_ name: Int) {
        if remembered.count < limits.rememberedSegments { remembered.insert(name) }
    }

    /// A transcriber's own time, where it is one: some send 0, others seconds since the room began.
    private static func believable(_ time: Double, near now: Double) -> Double? {
        abs(time - now) <= longestDistance ? time : nil
    }

    /// ms: a transcriber's clock may be wrong, and its words late, by an hour.
    private static let longestDistance: Double = 3_600_000
}
