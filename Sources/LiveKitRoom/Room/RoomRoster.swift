import Vitals

/// Who is in a LiveKit room with which tracks, from the engine's events.
///
/// When the engine begins its connection anew it says that everybody left, without a reason, and names them again a moment
/// later. So a departure without a reason, and a track that is gone, are believed only after `patience` seconds.
///
/// A pure value; times are seconds on a monotonic clock.
struct RoomRoster: Sendable {
    /// Seconds; an engine has been seen to take 3 s.
    static let patience: Double = 10
    /// Participants, and tracks of one, beyond which newcomers are left out and counted.
    static let maxParticipants = 10_000
    static let maxTracks = 256

    private(set) var room = RoomInfo(name: "")
    /// Newcomers for whom there was no room, and their tracks.
    private(set) var leftOut: UInt64 = 0
    /// The bot's own, which is no participant to be watched.
    private let ownIdentity: String
    private var participants: [String: ParticipantInfo] = [:]
    private var departures: [String: Double] = [:]
    private var removals: [String: (identity: String, since: Double)] = [:]

    init(ownIdentity: String) { self.ownIdentity = ownIdentity }

    /// What the engine said when it was let in is the whole truth.
    mutating func join(_ result: EngineConnectCallback.Result) -> Join {
        room = RoomInfo(result.room.info)
        participants = [:]
        departures = [:]
        removals = [:]
        for participant in result.participants {
            let tracks = participant.publications.map { TrackInfo($0.info) }
            keep(ParticipantInfo(participant.participant.info, tracks: Array(tracks.prefix(Self.maxTracks))))
        }
        return Join(
            room: room, participant: ParticipantInfo(result.localParticipant.info, tracks: []),
            otherParticipants: participants.values.sorted { $0.identity < $1.identity })
    }

    func sid(of identity: String) -> String? { participants[identity]?.sid }

    /// Takes in what concerns people and their tracks; other events change nothing.
    mutating func apply(_ event: EngineRoomEvent, at now: Double) -> [FeedMessage] {
        switch event.message {
        case .participantConnected(let joined):
            let info = joined.info.info
            departures[info.identity] = nil
            return keep(ParticipantInfo(info, tracks: tracks(of: info)))
        case .participantsUpdated(let updated):
            // Who leaves is told by an event of its own, with the reason.
            return updated.participants.filter { EngineNames.state($0.state) != .disconnected }.flatMap {
                departures[$0.identity] = nil
                return keep(ParticipantInfo($0, tracks: tracks(of: $0)))
            }
        case .participantDisconnected(let left):
            let reason = EngineNames.reason(left.disconnectReason)
            guard reason == .unknown else { return leave(left.participantIdentity, reason) }
            departures[left.participantIdentity] = now
            return []
        case .trackPublished(let published):
            let track = TrackInfo(published.publication.info)
            removals[track.sid] = nil
            return change(published.participantIdentity, track.sid) { $0 = track }
        case .trackUnpublished(let gone):
            removals[gone.publicationSid] = (gone.participantIdentity, now)
            return []
        case .trackMuted(let track): return change(track.participantIdentity, track.trackSid) { $0?.muted = true }
        case .trackUnmuted(let track): return change(track.participantIdentity, track.trackSid) { $0?.muted = false }
        case .connectionQualityChanged(let changed):
            guard let sid = participants[changed.participantIdentity]?.sid else { return [] }
            let quality = EngineNames.quality(changed.quality)
            return [.connectionQuality([.init(participantSid: sid, quality: quality)])]
        case .roomUpdated(let info): return update(RoomInfo(info))
        case .roomMetadataChanged(let changed):
            return update(RoomInfo(sid: room.sid, name: room.name, metadata: changed.metadata))
        default: return []
        }
    }

    /// Believes what nobody has taken back in time.
    mutating func tick(_ now: Double) -> [FeedMessage] {
        guard !departures.isEmpty || !removals.isEmpty else { return [] }
        var messages: [FeedMessage] = []
        for (sid, removal) in removals where now - removal.since >= Self.patience {
            removals[sid] = nil
            messages += change(removal.identity, sid) { $0 = nil }
        }
        for (identity, since) in departures where now - since >= Self.patience {
            departures[identity] = nil
            messages += leave(identity, .unknown)
        }
        return messages
    }

    private func tracks(of info: EngineParticipantInfo) -> [TrackInfo] {
        guard let known = participants[info.identity], known.sid == info.sid else { return [] }
        return known.tracks
    }

    @discardableResult
    private mutating func keep(_ info: ParticipantInfo) -> [FeedMessage] {
        guard info.identity != ownIdentity, participants[info.identity] != info else { return [] }
        guard participants[info.identity] != nil || participants.count < Self.maxParticipants else {
            leftOut += 1
            return []
        }
        participants[info.identity] = info
        return [.update([info])]
    }

    private mutating func leave(_ identity: String, _ reason: LeaveReason) -> [FeedMessage] {
        departures[identity] = nil
        removals = removals.filter { $0.value.identity != identity }
        guard var info = participants.removeValue(forKey: identity) else { return [] }
        info.state = .disconnected
        info.tracks = []
        info.disconnectReason = reason.rawValue
        return [.update([info])]
    }

    private mutating func change(
        _ identity: String, _ sid: String, _ change: (inout TrackInfo?) -> Void
    ) -> [FeedMessage] {
        guard var info = participants[identity] else { return [] }
        let place = info.tracks.firstIndex { $0.sid == sid }
        var track = place.map { info.tracks[$0] }
        change(&track)
        switch (place, track) {
        case (let place?, let track?): info.tracks[place] = track
        case (let place?, nil): info.tracks.remove(at: place)
        case (nil, let track?):
            guard info.tracks.count < Self.maxTracks else {
                leftOut += 1
                return []
            }
            info.tracks.append(track)
        case (nil, nil): return []
        }
        return keep(info)
    }

    private mutating func update(_ info: RoomInfo) -> [FeedMessage] {
        var info = info
        // The engine learns a room's sid later than its name.
        if info.sid.isEmpty { info.sid = room.sid }
        guard info != room else { return [] }
        room = info
        return [.roomUpdate(info)]
    }
}
