/// What a room's bot has done and refused. Its counters do not fall while it lives, and begin anew with another bot.
enum BotMetrics {
    static let all: [Metric<RoomView>] = [
        counter("messages_received", help: "Messages that came from the server.") { Double($0.messagesReceived) },
        counter("received_bytes", unit: "bytes", help: "Bytes of messages that came from the server.") {
            Double($0.bytesReceived)
        },
        counter("connects", help: "Connections that were opened.") { Double($0.connects) },
        counter("reconnects", help: "Connections that were opened after one was lost.") { Double($0.reconnects) },
        counter("ping_timeouts", help: "Connections given up because no answer came to a ping.") {
            Double($0.pingTimeouts)
        },
        counter("sends_dropped", help: "Messages to the server that were dropped.") { Double($0.sendsDropped) },
        counter("fold_seconds", unit: "seconds", help: "Time spent on decoding and folding messages.") {
            $0.foldSeconds
        },
        counter("snapshots", help: "Snapshots of the session that were handed over.") { Double($0.samples) },
        counter("snapshot_seconds", unit: "seconds", help: "Time spent on handing snapshots over.") {
            $0.sampleSeconds
        },
    ]

    /// Of a room that goes on.
    static let current: [Metric<RoomView>] = [
        Metric("bot_last_message_age_seconds", unit: "seconds", help: "Age of the last message from the server.") {
            $0.health.lastMessageAge
        }
    ]

    /// Its reasons are as many as the room's bot has met.
    static let refusedMessages = MetricFamily(
        "roomvitals_bot_messages_refused", .counter, help: "Messages from the server that were refused.")

    static func refusedMessages(of view: RoomView, labels: [MetricLabel]) -> [MetricSample] {
        view.health.refusedMessages.map { reason, count in
            MetricSample(Double(count), labels: labels + [MetricLabel("reason", reason)])
        }
    }

    private static func counter(
        _ name: String, unit: String? = nil, help: String, _ value: @escaping @Sendable (BotHealth) -> Double?
    ) -> Metric<RoomView> {
        Metric("bot_" + name, .counter, unit: unit, help: help) { value($0.health) }
    }
}
