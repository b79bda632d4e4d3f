import Vitals

extension RelayRoom {
    /// What follows from a message of a member. Stats go the way that `statsRoute` shows, as the bytes they are.
    ///
    /// - Throws: where the sender may not say that; nothing has changed then.
    mutating func receive(
        _ message: FeedMessage, from connection: ConnectionID, now: Duration
    ) throws(MessageRefusal) -> [RoomEffect] {
        guard let member = members[connection] else { return [] }
        switch message {
        case .transcription(let transcription):
            return try transcribe(transcription, by: member)
        case .connectionQuality(let updates):
            return try rate(updates, by: member)
        case .update(let infos):
            return try publish(infos, by: member, connection)
        case .subscribeStats(let identities):
            guard member.rights.contains(.subscribes) else { throw .notAllowed }
            guard identities.count <= limits.maxParticipantsPerRoom else { throw .tooMuch }
            members[connection]?.wanted = identities.contains("*") ? nil : Set(identities)
            return []
        case .roomUpdate(let wanted):
            guard member.rights.contains(.administers) else { throw .notAllowed }
            guard wanted.metadata.utf8.count <= limits.maxMetadataBytes else { throw .tooMuch }
            return setMetadata(wanted.metadata)
        case .leave(let reason):
            guard reason == .roomDeleted else {
                return [.dismiss(connection, .clientInitiated)] + left(connection, isFarewell: true, now: now)
            }
            guard member.rights.contains(.administers) else { throw .notAllowed }
            return end(.roomDeleted)
        case .join, .statsDropped, .pong:
            throw .notForRelays
        case .stats, .ping, .unknown:
            return []
        }
    }

    /// In whose name a member's stats are passed on, and to whom.
    func statsRoute(from connection: ConnectionID) throws(MessageRefusal) -> StatsRoute {
        guard let member = members[connection], member.rights.contains(.publishes),
            let sender = participants[member.identity]?.info
        else { throw .notAllowed }
        let receivers = subscribers.filter { subscriber in
            guard subscriber != connection, let wanted = members[subscriber]?.wanted else {
                return subscriber != connection
            }
            return wanted.contains(sender.identity)
        }
        return StatsRoute(identity: sender.identity, sid: sender.sid, receivers: receivers.sorted())
    }

    private func transcribe(_ transcription: Transcription, by member: Member) throws(MessageRefusal) -> [RoomEffect] {
        guard member.rights.contains(.publishes) else { throw .notAllowed }
        var transcription = transcription
        if transcription.identity.isEmpty { transcription.identity = member.identity }
        guard transcription.identity == member.identity || member.rights.contains(.agent) else {
            throw .notAboutSender
        }
        return broadcast(.transcription(transcription))
    }

    private mutating func rate(
        _ updates: [FeedMessage.QualityUpdate], by member: Member
    ) throws(MessageRefusal) -> [RoomEffect] {
        guard member.rights.contains(.publishes), let sid = participants[member.identity]?.info.sid else {
            throw .notAllowed
        }
        guard updates.allSatisfy({ $0.participantSid.isEmpty || $0.participantSid == sid }) else {
            throw .notAboutSender
        }
        guard var last = updates.last else { return [] }
        last.participantSid = sid
        participants[member.identity]?.quality = last
        return broadcast(.connectionQuality([last]))
    }

    private mutating func publish(
        _ infos: [ParticipantInfo], by member: Member, _ connection: ConnectionID
    ) throws(MessageRefusal) -> [RoomEffect] {
        guard member.rights.contains(.publishes), var own = participants[member.identity]?.info else {
            throw .notAllowed
        }
        guard infos.count == 1, let wanted = infos.first else { throw .notAboutSender }
        guard wanted.identity.isEmpty || wanted.identity == own.identity, wanted.sid.isEmpty || wanted.sid == own.sid
        else { throw .notAboutSender }
        guard wanted.tracks.count <= limits.maxTracksPerParticipant, wanted.profileBytes <= limits.maxProfileBytes
        else { throw .tooMuch }
        own.tracks = wanted.tracks
        own.attributes = wanted.attributes
        participants[member.identity]?.info = own
        return broadcast(.update([own]), except: connection)
    }
}
