import Vitals
import VitalsJSON

/// A simulated participant as its client: reports, quality of its connection, mutes, drops, and what it says.
package struct LifelikeParticipant: LifelikeClient {
    package let identity: String
    package let profile: ParticipantProfile
    private let remotes: Int
    private let random: SplitMix64
    private var conversation: Conversation?
    private var participant: SimulatedParticipant?
    private var start: Int64 = 0
    private var sequence: UInt64 = 0
    private var lastQuality: ConnectionQuality?
    private var lastTracks: [TrackInfo] = []
    private let encoder = FeedEncoder()

    /// - Parameters:
    ///   - remotes: how many others it receives, at most `LifelikeRoom.mostRemotes`; 0 for no subscriber reports.
    ///   - seat: its place in the conversation of `speakers`; `nil` for one who says nothing.
    package init(
        identity: String, profile: ParticipantProfile, seed: UInt64, remotes: Int = 0, seat: Int? = nil,
        speakers: Int = 1
    ) {
        self.identity = identity
        self.profile = profile
        self.remotes = min(max(0, remotes), LifelikeRoom.mostRemotes)
        random = SplitMix64(seed: seed, part: UInt64(profile.rawValue))
        conversation = seat.map { Conversation(seat: $0, speakers: speakers, identity: identity) }
    }

    package mutating func next(at wallMs: Double) -> [ClientAction] {
        // Beyond the year 5000 or before 1970 something is wrong with the clock; stay where it was sane.
        guard wallMs >= 0, wallMs < 1e14 else { return [] }
        let now = Int64(wallMs * 1000)
        guard var current = participant else {
            start = now
            let begun = SimulatedParticipant(profile, from: now, offset: 0, remotes: remotes, random: random)
            participant = begun
            return tracksIfChanged(begun) + reports(begun) + qualityIfChanged(begun)
        }
        guard now > current.now else { return [] }
        let wasAway = current.phase.isAway
        current.advance(to: now)
        participant = current
        var actions: [ClientAction] = []
        switch (wasAway, current.phase.isAway) {
        case (false, true): return [.drop]
        case (true, true): return []
        case (true, false):
            actions.append(.reconnect)
            lastTracks = []
            lastQuality = nil
        case (false, false): break
        }
        actions += tracksIfChanged(current)
        actions += reports(current)
        actions += qualityIfChanged(current)
        if !current.phase.isMicrophoneMuted,
            let heard = conversation?.heard(at: (now - start) / 1000, since: start / 1000)
        {
            actions.append(send(.transcription(heard)))
        }
        return actions
    }

    private func send(_ message: FeedMessage) -> ClientAction { .send(encoder.encode(message)) }

    private mutating func reports(_ current: SimulatedParticipant) -> [ClientAction] {
        sequence += 1
        var connections = [SimulatedParticipant.Connection.publisher]
        if remotes > 0 { connections.append(.subscriber) }
        return connections.map { connection in
            var text = StatsText(capacity: 4096)
            text.raw(#"{"stats":{"#)
            current.appendStats(of: connection, sequence: sequence, to: &text)
            text.raw("}}")
            return .send(text.bytes)
        }
    }

    private mutating func tracksIfChanged(_ current: SimulatedParticipant) -> [ClientAction] {
        let tracks = [
            TrackInfo(
                sid: "TR_\(identity)_audio", kind: .audio, source: "MICROPHONE",
                muted: current.phase.isMicrophoneMuted, mid: "0"),
            TrackInfo(
                sid: "TR_\(identity)_video", kind: .video, source: "CAMERA", muted: current.phase.isCameraMuted,
                mid: "1"),
        ]
        guard tracks != lastTracks else { return [] }
        lastTracks = tracks
        return [send(.update([ParticipantInfo(identity: identity, tracks: tracks)]))]
    }

    private mutating func qualityIfChanged(_ current: SimulatedParticipant) -> [ClientAction] {
        let quality = Self.quality(loss: current.loss, roundTrip: Double(current.publisher.roundTrip) / 1000)
        guard quality != lastQuality else { return [] }
        lastQuality = quality
        return [send(.connectionQuality([.init(participantSid: "", quality: quality)]))]
    }

    /// LiveKit's own grades come of a score like this one: loss weighs most, delay little.
    private static func quality(loss: Double, roundTrip: Double) -> ConnectionQuality {
        switch loss * 100 + max(0, roundTrip - 100) / 60 {
        case ..<1: .excellent
        case ..<4: .good
        case ..<12: .fair
        default: .poor
        }
    }
}
