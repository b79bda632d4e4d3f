package import Vitals

/// A `FeedMessage` in, the bytes of its wire form out. Decoding them gives the same message again.
///
/// Zero values are left out, 64-bit integers are numbers below 2^53 and text beyond, numbers keep all their digits. Of a
/// report, entries that are `.malformed` are skipped: the model has not kept what they were.
package struct FeedEncoder: Sendable {
    package init() {}

    /// The message as one JSON text without line breaks.
    package func encode(_ message: FeedMessage) -> [UInt8] {
        value(of: message).written(.compact, numbers: .exact)
    }

    /// The message as a line of a recording, with the wall time in ms beside it, line feed included.
    package func encodeRecordedLine(_ message: FeedMessage, at time: Double) -> [UInt8] {
        guard case .object(let members) = value(of: message) else { return [] }
        let line = JSONValue.object([JSONValue.Member("t", .number(time))] + members)
        return line.written(.compact, numbers: .exact) + [UInt8(ascii: "\n")]
    }

    /// A report as a line of a recording in the recorders' own form, line feed included. The sid and the sequence
    /// have no place in it.
    package func encodeRecordedLine(_ report: StatsReport) -> [UInt8] {
        var line = WireObject()
        line.set("t", .number(report.timestamp))
        line.set("participant", .string(report.identity))
        line.text("pc", report.peerConnection)
        line.set("reports", .array(report.entries.compactMap(\.wireValue)))
        return line.value.written(.compact, numbers: .exact) + [UInt8(ascii: "\n")]
    }

    /// The message as a JSON value.
    package func value(of message: FeedMessage) -> JSONValue {
        switch message {
        case .join(let join): return ["join": join.wireValue]
        case .update(let participants): return ["update": ["participants": .array(participants.map(\.wireValue))]]
        case .roomUpdate(let room): return ["roomUpdate": ["room": room.wireValue]]
        case .statsDropped(let count):
            var body = WireObject()
            body.count("count", count)
            return ["statsDropped": body.value]
        case .pong(let lastPing, let timestamp):
            var body = WireObject()
            body.number("lastPingTimestamp", lastPing)
            body.number("timestamp", timestamp)
            return ["pongResp": body.value]
        case .stats(let report): return ["stats": report.wireValue]
        case .connectionQuality(let updates):
            return ["connectionQuality": ["updates": .array(updates.map(\.wireValue))]]
        case .transcription(let transcription): return ["transcription": transcription.wireValue]
        case .leave(let reason):
            var body = WireObject()
            body.text("reason", reason == .unknown ? nil : reason.rawValue)
            return ["leave": body.value]
        case .subscribeStats(let identities):
            return ["subscribeStats": ["participantIdentities": .array(identities.map(JSONValue.string))]]
        case .ping(let timestamp):
            var body = WireObject()
            body.number("timestamp", timestamp)
            return ["pingReq": body.value]
        case .unknown(let name): return .object([JSONValue.Member(name, [:])])
        }
    }
}
