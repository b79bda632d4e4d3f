import LiveServer
import RoomFeed
import VitalsJSON

extension BotHealth {
    /// - Parameter now: monotonic seconds.
    init(_ feed: FeedStatistics, refused: DecodeFailureCounts, now: Double) {
        self.init()
        connects = feed.connects
        reconnects = feed.reconnects
        messagesReceived = feed.messagesReceived
        bytesReceived = feed.bytesReceived
        pingTimeouts = feed.pingTimeouts
        sendsDropped = feed.sendsDropped
        refusedMessages = refused.occurred.map { ($0.name, $0.count) }
        let byConnection = [
            ("message_too_large", feed.messagesTooLarge), ("message_too_fragmented", feed.messagesTooFragmented),
            ("protocol_violation", feed.protocolViolations),
        ]
        refusedMessages += byConnection.filter { $0.1 > 0 }
        lastMessageAge = feed.lastMessage.map { max(0, now - Double($0) / 1e9) }
    }
}

extension RoomState {
    init(_ phase: BotLife.Phase) {
        switch phase {
        case .waiting: self = .waiting
        case .attached: self = .live
        case .detached: self = .reconnecting
        case .ended: self = .ended
        }
    }
}
