import LiveServer
import Relay

extension RelayStatistics {
    /// As families of `/metrics`.
    var metrics: [ProgramStatistic] {
        [
            gauge("rooms", "Rooms that are open at the relay.", rooms),
            gauge("participants", "Participants connected to the relay.", participants),
            gauge("monitors", "Monitors connected to the relay.", monitors),
            counter("joins", "Connections that joined a room.", joins),
            counter("rooms_ended", "Rooms that ended.", roomsEnded),
            counter("received_bytes", unit: "bytes", "Payload of whole messages received.", bytesReceived),
            counter("sent_bytes", unit: "bytes", "Payload of whole messages sent.", bytesSent),
            counter("silent_connections", "Connections closed because nothing was heard of them.", silentConnections),
            counter("throttles", "Times that reading paused because a sender was too fast.", throttles),
            counter("stats_dropped", "Stats messages left out for monitors that did not keep up.", statsDropped),
        ]
            + counters("messages_received", "Messages received, by name.", label: "message", messagesReceived)
            + counters("messages_sent", "Messages sent, by name.", label: "message", messagesSent)
            + counters("messages_refused", "Messages refused, by reason.", label: "reason", refusedMessages)
            + counters(
                "handshakes_refused", "Requests for the feed refused, by reason.", label: "reason", refusedHandshakes)
            + counters(
                "connections_closed", "Connections that the relay closed, by code.", label: "code",
                Dictionary(uniqueKeysWithValues: closedByCode.map { ("\($0.key)", $0.value) }))
    }

    private func gauge(_ name: String, _ help: String, _ value: Int) -> ProgramStatistic {
        ProgramStatistic("roomvitals_relay_" + name, .gauge, help: help, value: Double(value))
    }

    private func counter(_ name: String, unit: String? = nil, _ help: String, _ value: UInt64) -> ProgramStatistic {
        ProgramStatistic("roomvitals_relay_" + name, .counter, unit: unit, help: help, value: Double(value))
    }

    private func counters(
        _ name: String, _ help: String, label: String, _ values: [String: UInt64]
    ) -> [ProgramStatistic] {
        values.sorted { $0.key < $1.key }.map { key, value in
            ProgramStatistic(
                "roomvitals_relay_" + name, .counter, help: help, labels: [MetricLabel(label, key)],
                value: Double(value))
        }
    }
}
