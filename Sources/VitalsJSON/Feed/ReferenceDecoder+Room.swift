import Vitals

extension ReferenceDecoder {
    /// A server that does not say how often to ping gets LiveKit's usual 5 s and 15 s.
    func join(_ node: JSONNode) throws(DecodeFailure) -> Join {
        let defaults = Join(room: RoomInfo(name: ""), participant: ParticipantInfo(identity: ""))
        let own = try node.object("participant")
        let participant: ParticipantInfo
        do {
            participant = try self.participant(own)
        } catch {
            throw error.under("participant")
        }
        return Join(
            room: try room("room", of: node), participant: participant,
            otherParticipants: try participants("otherParticipants", of: node),
            pingInterval: try seconds("pingInterval", of: node) ?? defaults.pingInterval,
            pingTimeout: try seconds("pingTimeout", of: node) ?? defaults.pingTimeout,
            resumeId: try identifier("resumeId", of: node))
    }

    private func seconds(_ key: StaticString, of node: JSONNode) throws(DecodeFailure) -> Double? {
        guard let seconds = try node.real(key) else { return nil }
        guard seconds >= 0 else { throw DecodeFailure(.numberOutOfRange, path: "\(key)") }
        return seconds
    }

    func room(_ key: StaticString, of node: JSONNode) throws(DecodeFailure) -> RoomInfo {
        let room = try node.object(key)
        do {
            return RoomInfo(
                sid: try identifier("sid", of: room), name: try identifier("name", of: room),
                metadata: try room.text("metadata", atMost: limits.textBytes) ?? "")
        } catch {
            throw error.under("\(key)")
        }
    }

    func participants(_ key: StaticString, of node: JSONNode) throws(DecodeFailure) -> [ParticipantInfo] {
        try node.objects(key, atMost: limits.participantsPerMessage) { (item) throws(DecodeFailure) in
            try participant(item)
        }
    }

    private func participant(_ node: JSONNode) throws(DecodeFailure) -> ParticipantInfo {
        let sid = try identifier("sid", of: node)
        let identity = try identifier("identity", of: node)
        guard !(sid.isEmpty && identity.isEmpty) else { throw DecodeFailure(.missingField, path: "identity") }
        let state = try node.enumName("state", numbered: WireNames.participantState, limits: limits)
        return ParticipantInfo(
            sid: sid, identity: identity,
            // A state of the future is one of somebody who is there.
            state: state.map { ParticipantInfo.State(rawValue: $0) ?? .active } ?? .joining,
            tracks: try node.objects("tracks", atMost: limits.tracksPerParticipant) { (item) throws(DecodeFailure) in
                try track(item)
            },
            disconnectReason: try node.enumName(
                "disconnectReason", numbered: WireNames.disconnectReason, limits: limits) ?? "",
            attributes: try attributes(of: node),
            isAgent: try node.enumName("kind", numbered: WireNames.participantKind, limits: limits)
                == WireNames.agentKind)
    }

    private func attributes(of node: JSONNode) throws(DecodeFailure) -> [String: String] {
        guard let object = node["attributes"] else { return [:] }
        guard object.kind == .object else { throw DecodeFailure(.wrongType, path: "attributes") }
        guard object.count <= limits.attributesPerParticipant else {
            throw DecodeFailure(.tooManyItems, path: "attributes", limit: limits.attributesPerParticipant)
        }
        var attributes: [String: String] = [:]
        try object.forEachMember { (key, value) throws(DecodeFailure) in
            guard key.utf8.count <= limits.identifierBytes else {
                throw DecodeFailure(.tooLong, path: "attributes", limit: limits.identifierBytes)
            }
            guard let bytes = value.utf8 else { throw DecodeFailure(.wrongType, path: "attributes") }
            guard bytes.count <= limits.textBytes else {
                throw DecodeFailure(.tooLong, path: "attributes", limit: limits.textBytes)
            }
            attributes[key] = String(decoding: bytes, as: UTF8.self)
        }
        return attributes
    }

    private func track(_ node: JSONNode) throws(DecodeFailure) -> TrackInfo {
        let type = try node.enumName("type", numbered: WireNames.trackType, limits: limits)
        let kind: MediaKind? =
            switch type {
            case .none, "AUDIO": .audio
            case "VIDEO": .video
            default: nil
            }
        let source = try node.enumName("source", numbered: WireNames.trackSource, limits: limits) ?? ""
        return TrackInfo(
            sid: try identifier("sid", of: node), kind: kind, source: source == WireNames.trackSource[0] ? "" : source,
            muted: try node.flag("muted") ?? false, mid: try identifier("mid", of: node))
    }

    func qualityUpdate(_ node: JSONNode) throws(DecodeFailure) -> FeedMessage.QualityUpdate {
        FeedMessage.QualityUpdate(
            participantSid: try identifier("participantSid", of: node),
            quality: ConnectionQuality(
                wireName: try node.enumName("quality", numbered: WireNames.connectionQuality, limits: limits)),
            score: try node.real("score"))
    }

    func transcription(_ node: JSONNode) throws(DecodeFailure) -> Transcription {
        Transcription(
            identity: try identifier("transcribedParticipantIdentity", of: node),
            trackSid: try identifier("trackId", of: node),
            segments: try node.objects("segments", atMost: limits.segmentsPerTranscription) {
                (item) throws(DecodeFailure) in try segment(item)
            })
    }

    private func segment(_ node: JSONNode) throws(DecodeFailure) -> Transcription.Segment {
        Transcription.Segment(
            id: try identifier("id", of: node), text: try node.text("text", atMost: limits.messageBytes) ?? "",
            startTime: try node.int64("startTime") ?? 0, endTime: try node.int64("endTime") ?? 0,
            final: try node.flag("final") ?? false, language: try identifier("language", of: node))
    }
}
