/// A room of any size as a stream of `stats` messages, one a line, the same bytes for the same seed everywhere.
///
/// Participants join at the start, report at a fixed pace, and take the profiles in turn. Memory is a few hundred
/// bytes a participant, whatever the number of reports.
package struct LifelikeRoom {
    package struct Settings: Sendable, Equatable {
        package var participants: Int
        /// Lines in all.
        package var reports: Int
        package var seed: UInt64
        /// Between two reports of one participant, ms.
        package var interval: Int
        /// When the room begins, ms since 1970.
        package var start: Int64

        package init(
            participants: Int, reports: Int, seed: UInt64 = 1, interval: Int = 1000,
            start: Int64 = 1_795_452_000_000
        ) {
            self.participants = max(1, participants)
            self.reports = max(0, reports)
            self.seed = seed
            self.interval = min(max(1, interval), 3_600_000)
            self.start = min(max(0, start), 100_000_000_000_000)
        }
    }

    /// Rooms up to this size report what they receive, too.
    package static let largestWithSubscribers = 16
    /// How many others a participant receives at most, as on a page of a grid.
    package static let mostRemotes = 4

    private struct Member {
        var participant: SimulatedParticipant
        let sid: UInt64
        /// When in each interval it reports, µs.
        let pollOffset: Int64
        var random: SplitMix64
        var sequence: UInt64 = 0
    }

    private let settings: Settings
    private var members: [Member] = []
    private var text = StatsText(capacity: 16 << 10)
    private var written = 0
    private var turn: Int64 = 0
    private var place = 0
    private var nextConnection = SimulatedParticipant.Connection.publisher
    private let hasSubscribers: Bool

    package init(_ settings: Settings) {
        self.settings = settings
        hasSubscribers = (2...Self.largestWithSubscribers).contains(settings.participants)
        let remotes = hasSubscribers ? min(Self.mostRemotes, settings.participants - 1) : 0
        let profiles = ParticipantProfile.allCases
        members.reserveCapacity(settings.participants)
        for index in 0..<settings.participants {
            var random = SplitMix64(seed: settings.seed, part: UInt64(index))
            let sid = random.next()
            let profile = profiles[index % profiles.count]
            let pollOffset = Int64(random.unit() * Double(settings.interval) * 1000)
            let offset = Int64(random.unit() * Double(profile.script.period))
            let participant = SimulatedParticipant(
                profile, from: settings.start * 1000, offset: offset, remotes: remotes,
                random: SplitMix64(seed: settings.seed ^ sid, part: UInt64(index)))
            members.append(Member(participant: participant, sid: sid, pollOffset: pollOffset, random: random))
        }
    }

    /// The identity of the participant with this number, from 0.
    package static func identity(_ index: Int) -> String { "participant-\(index + 1)" }

    /// The profile of the participant with this number, from 0.
    package static func profile(_ index: Int) -> ParticipantProfile {
        let profiles = ParticipantProfile.allCases
        return profiles[index % profiles.count]
    }

    /// Hands the next line, its line feed included, to `body`; the bytes are valid during the call.
    ///
    /// - Returns: `false` when all lines were written.
    package mutating func withNextLine(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows -> Bool {
        guard written < settings.reports else { return false }
        while true {
            if nextConnection == .publisher {
                members[place].participant.advance(to: nextPoll())
                if members[place].participant.phase.isAway {
                    nextMember()
                    continue
                }
                members[place].sequence += 1
            }
            appendLine()
            if hasSubscribers && nextConnection == .publisher {
                nextConnection = .subscriber
            } else {
                nextMember()
            }
            written += 1
            try text.bytes.withUnsafeBytes(body)
            return true
        }
    }

    /// When the present member reports, µs. Timers are never quite even.
    private mutating func nextPoll() -> Int64 {
        let interval = Int64(settings.interval) * 1000
        let lateness = members[place].random.unit() * Double(min(8000, interval / 8))
        return settings.start * 1000 + turn * interval + members[place].pollOffset + Int64(lateness)
    }

    private mutating func nextMember() {
        nextConnection = .publisher
        place += 1
        if place == members.count {
            place = 0
            turn += 1
        }
    }

    private mutating func appendLine() {
        text.clear()
        text.raw(#"{"stats":{"participantSid":"PA_"#)
        text.number(members[place].sid % 1_000_000_000_000)
        text.raw(#"","participantIdentity":"participant-"#)
        text.number(place + 1)
        text.raw(#"","#)
        members[place].participant.appendStats(of: nextConnection, sequence: members[place].sequence, to: &text)
        text.raw("}}\n")
    }
}
