package import Vitals

/// What goes into a session's record beside its numbers, as the feed tells it: ids, and what is said.
package struct RecordDraft: Sendable {
    /// From options: they stand before the metadata's.
    private let given: SessionIDs
    private var told = SessionIDs()
    private var speakers: Speakers
    private var assembly: TranscriptAssembly
    package private(set) var budget: TranscriptBudget
    /// What in the metadata is not what it should be, since it was last taken.
    package private(set) var oddities: [SessionIDs.Oddity] = []
    /// An app may keep something else there, and change it often: that is said once.
    private var hasToldNoObject = false
    private var seenMetadata: String?

    package init(
        ids: SessionIDs = SessionIDs(), rule: SpeakerRule = .standard, limits: TranscriptLimits = TranscriptLimits()
    ) {
        given = ids
        speakers = Speakers(rule)
        assembly = TranscriptAssembly(limits: limits)
        budget = TranscriptBudget(limits: limits)
    }

    /// A draft that goes on where another was: what that one knew, and how much its transcript has used.
    package init(
        resuming checkpoint: Checkpoint, lines: [TranscriptLine], ids: SessionIDs, rule: SpeakerRule,
        limits: TranscriptLimits = TranscriptLimits()
    ) {
        given = ids
        told = checkpoint.ids
        speakers = Speakers(rule)
        assembly = TranscriptAssembly(open: checkpoint.openSegments, lines: lines, limits: limits)
        budget = TranscriptBudget(
            limits: limits, bytes: lines.reduce(0) { $0 + $1.text.utf8.count }, lines: lines.count,
            omitted: checkpoint.transcriptOmitted)
    }

    /// The first that anybody told stands: a session does not change its name in mid-call.
    package var ids: SessionIDs { given.filled(from: told) }
    package var openSegments: [TranscriptAssembly.OpenSegment] { assembly.open }
    package var transcriptOmitted: Int { budget.omitted }

    /// Takes in a message of the feed.
    ///
    /// - Parameter now: ms on the session's clock.
    /// - Returns: lines of the transcript that are final now.
    package mutating func hear(_ message: FeedMessage, at now: Double) -> [TranscriptLine] {
        speakers.apply(message)
        switch message {
        case .join(let join): read(join.room.metadata)
        case .roomUpdate(let room): read(room.metadata)
        case .transcription(let transcription):
            let speaker = speakers.speaker(transcription.identity)
            return assembly.take(transcription, speaker: speaker, at: now).filter { budget.takes($0) }
        default: break
        }
        return []
    }

    package mutating func takeOddities() -> [SessionIDs.Oddity] {
        defer { oddities = [] }
        return oddities
    }

    private mutating func read(_ metadata: String) {
        guard metadata != seenMetadata else { return }
        seenMetadata = metadata
        var odd: [SessionIDs.Oddity] = []
        told = told.filled(from: SessionIDs(metadata: metadata) { odd.append($0) })
        oddities = hasToldNoObject ? odd.filter { $0 != .noObject } : odd
        hasToldNoObject = hasToldNoObject || odd.contains(.noObject)
    }
}
