import LiveKitRoom
import LiveServer
import VitalsJSON

extension BotHealth {
    /// - Parameter now: monotonic seconds.
    init(_ room: LiveKitStatistics, refused: DecodeFailureCounts, now: Double) {
        self.init()
        connects = room.connects
        reconnects = room.reconnects
        messagesReceived = room.statsPackets
        bytesReceived = room.statsBytes
        refusedMessages = refused.occurred.map { ($0.name, $0.count) }
        let others = [
            ("packet_dropped", room.packetsDropped), ("packet_of_a_stranger", room.strangersPackets),
            ("beyond_a_bound", room.leftOut),
        ]
        refusedMessages += others.filter { $0.1 > 0 }
        lastMessageAge = room.lastEvent.map { max(0, now - $0) }
    }
}
