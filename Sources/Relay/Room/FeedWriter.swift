import NIOCore
import Vitals
import VitalsJSON

/// Writes feed messages for the wire.
enum FeedWriter {
    static func message(_ message: FeedMessage) -> OutboundMessage {
        OutboundMessage(payload: ByteBuffer(bytes: FeedEncoder().encode(message)), name: message.wireName)
    }

    static func statsDropped(_ count: UInt64) -> OutboundMessage { message(.statsDropped(count)) }
}

extension FeedMessage {
    /// The key that names it on the wire; all that this version does not know are `unknown`.
    var wireName: String {
        switch self {
        case .join: "join"
        case .update: "update"
        case .roomUpdate: "roomUpdate"
        case .statsDropped: "statsDropped"
        case .pong: "pongResp"
        case .stats: "stats"
        case .connectionQuality: "connectionQuality"
        case .transcription: "transcription"
        case .leave: "leave"
        case .subscribeStats: "subscribeStats"
        case .ping: "pingReq"
        case .unknown: "unknown"
        }
    }
}
