import Vitals

/// The meaning of every message, by way of jansson: slow, complete, and what other decoders are compared with.
struct ReferenceDecoder {
    let limits: DecodeLimits

    func decode(_ bytes: UnsafeRawBufferPointer) throws(DecodeFailure) -> FeedMessage {
        let document = try JSONDocument(parsing: bytes, limits: limits)
        return try document.withRoot { (root) throws(DecodeFailure) in
            guard root.kind == .object, root.count == 1 else { throw DecodeFailure(.notAMessage) }
            return try message(in: root, besides: nil)
        }
    }

    func decodeRecordedLine(_ bytes: UnsafeRawBufferPointer) throws(DecodeFailure) -> RecordedLine {
        let document = try JSONDocument(parsing: bytes, limits: limits)
        return try document.withRoot { (root) throws(DecodeFailure) in
            guard root.kind == .object else { throw DecodeFailure(.notAMessage) }
            if root["reports"] != nil { return .report(try recordedReport(root)) }
            let time = try root.real("t")
            guard root.count == (time == nil ? 1 : 2) else { throw DecodeFailure(.notAMessage) }
            return .message(try message(in: root, besides: "t"), at: time)
        }
    }

    /// The message of the one member of `root` that is not called `ignored`.
    private func message(in root: JSONNode, besides ignored: String?) throws(DecodeFailure) -> FeedMessage {
        var found: (name: String, body: JSONNode)?
        root.forEachMember { name, body in
            if name != ignored { found = (name, body) }
        }
        guard let found else { throw DecodeFailure(.notAMessage) }
        do {
            return try message(found.name, found.body)
        } catch {
            throw error.under(found.name)
        }
    }

    private func message(_ name: String, _ body: JSONNode) throws(DecodeFailure) -> FeedMessage {
        switch name {
        case "ping":
            return .ping(timestamp: try body.int64())
        case "pong":
            return .pong(lastPingTimestamp: 0, timestamp: try body.int64())
        case "join", "update", "roomUpdate", "statsDropped", "pongResp", "stats", "connectionQuality", "transcription",
            "leave", "subscribeStats", "pingReq":
            guard body.kind == .object else { throw DecodeFailure(.wrongType) }
            return try known(name, body)
        default:
            return .unknown(String(String.UnicodeScalarView(name.unicodeScalars.prefix(Self.longestUnknownName))))
        }
    }

    /// Unicode scalars of the name of an unknown message that are kept.
    private static let longestUnknownName = 64

    private func known(_ name: String, _ body: JSONNode) throws(DecodeFailure) -> FeedMessage {
        switch name {
        case "join": .join(try join(body))
        case "update": .update(try participants("participants", of: body))
        case "roomUpdate": .roomUpdate(try room("room", of: body))
        case "statsDropped": .statsDropped(try body.uint64("count") ?? 0)
        case "pongResp":
            .pong(
                lastPingTimestamp: try body.int64("lastPingTimestamp") ?? 0,
                timestamp: try body.int64("timestamp") ?? 0)
        case "stats": .stats(try statsReport(body))
        case "connectionQuality":
            .connectionQuality(
                try body.objects("updates", atMost: limits.participantsPerMessage) { (update) throws(DecodeFailure) in
                    try qualityUpdate(update)
                })
        case "transcription": .transcription(try transcription(body))
        case "leave":
            .leave(
                try body.enumName("reason", numbered: WireNames.disconnectReason, limits: limits)
                    .map(LeaveReason.init(rawValue:)) ?? .unknown)
        case "subscribeStats":
            .subscribeStats(
                try body.list("participantIdentities", atMost: limits.participantsPerMessage) {
                    (identity) throws(DecodeFailure) in try self.identity(identity)
                })
        case "pingReq": .ping(timestamp: try body.int64("timestamp") ?? 0)
        default: .unknown(name)
        }
    }

    private func identity(_ node: JSONNode) throws(DecodeFailure) -> String {
        guard let bytes = node.utf8 else { throw DecodeFailure(.wrongType) }
        guard bytes.count <= limits.identifierBytes else {
            throw DecodeFailure(.tooLong, limit: limits.identifierBytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Text that identifies or names something; empty where it is missing.
    func identifier(_ key: StaticString, of node: JSONNode) throws(DecodeFailure) -> String {
        try node.text(key, atMost: limits.identifierBytes) ?? ""
    }
}
