import Vitals

extension Join {
    var wireValue: JSONValue {
        var object = WireObject()
        object.set("room", room.wireValue)
        object.set("participant", participant.wireValue)
        object.list("otherParticipants", otherParticipants.map(\.wireValue))
        object.set("pingInterval", .number(pingInterval))
        object.set("pingTimeout", .number(pingTimeout))
        object.text("resumeId", resumeId)
        return object.value
    }
}

extension RoomInfo {
    var wireValue: JSONValue {
        var object = WireObject()
        object.text("sid", sid)
        object.text("name", name)
        object.text("metadata", metadata)
        return object.value
    }
}

extension ParticipantInfo {
    var wireValue: JSONValue {
        var object = WireObject()
        object.text("sid", sid)
        object.text("identity", identity)
        object.text("state", state == .joining ? nil : state.rawValue)
        object.text("kind", isAgent ? WireNames.agentKind : nil)
        object.list("tracks", tracks.map(\.wireValue))
        if !attributes.isEmpty {
            let sorted = attributes.sorted { $0.key < $1.key }
            object.set("attributes", .object(sorted.map { JSONValue.Member($0.key, .string($0.value)) }))
        }
        object.text("disconnectReason", disconnectReason)
        return object.value
    }
}

extension TrackInfo {
    var wireValue: JSONValue {
        var object = WireObject()
        object.text("sid", sid)
        switch kind {
        case .audio: break
        case .video: object.text("type", "VIDEO")
        case nil: object.text("type", "DATA")
        }
        object.text("source", source)
        object.flag("muted", muted)
        object.text("mid", mid)
        return object.value
    }
}

extension FeedMessage.QualityUpdate {
    var wireValue: JSONValue {
        var object = WireObject()
        object.text("participantSid", participantSid)
        object.text("quality", quality.wireName)
        object.measured("score", score)
        return object.value
    }
}

extension Transcription {
    var wireValue: JSONValue {
        var object = WireObject()
        object.text("transcribedParticipantIdentity", identity)
        object.text("trackId", trackSid)
        object.list("segments", segments.map(\.wireValue))
        return object.value
    }
}

extension Transcription.Segment {
    var wireValue: JSONValue {
        var object = WireObject()
        object.text("id", id)
        object.text("text", text)
        object.number("startTime", startTime)
        object.number("endTime", endTime)
        object.flag("final", final)
        object.text("language", language)
        return object.value
    }
}

extension StatsReport {
    var wireValue: JSONValue {
        var object = WireObject()
        object.text("participantSid", sid)
        object.text("participantIdentity", identity)
        object.text("pc", peerConnection)
        object.number("timestamp", timestamp)
        object.count("sequence", sequence)
        object.set("reports", .array(entries.compactMap(\.wireValue)))
        return object.value
    }
}
