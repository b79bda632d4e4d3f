import LiveServer
import SessionServer

extension SessionStatistics {
    /// As families of `/metrics`.
    var metrics: [ProgramStatistic] {
        [
            counter("saved", "Sessions saved.", saved),
            counter("already_saved", "Sessions saved again with the same content.", alreadySaved),
            counter("deleted", "Sessions deleted by their users or administrators.", deleted),
            counter("expired", "Sessions taken away because of their age.", expired),
            counter("retention_failures", "Runs of retention that did not come to their end.", retentionFailures),
            ProgramStatistic(
                "roomvitals_sessions_answer_bytes", .gauge, help: "Bytes of answers that wait for their readers.",
                value: Double(answerBytes)),
            ProgramStatistic(
                "roomvitals_sessions_event_streams", .gauge, help: "Open event streams of sessions.",
                value: Double(eventStreams)),
            counter("event_streams_opened", "Event streams that were opened.", eventStreamsOpened),
            counter("event_streams_refused", "Event streams for which there was no room.", eventStreamsRefused),
            counter("event_streams_dropped", "Event streams whose readers did not keep up.", eventStreamsDropped),
            counter("events_sent", "Events handed to streams.", events),
        ]
            + counters("refused", "Requests of the sessions API refused, by reason.", refused)
            + counters("store_failures", "What the store did not do, by reason.", storeFailures)
    }

    private func counter(_ name: String, _ help: String, _ value: UInt64) -> ProgramStatistic {
        ProgramStatistic("roomvitals_sessions_" + name, .counter, help: help, value: Double(value))
    }

    private func counters(_ name: String, _ help: String, _ values: [String: UInt64]) -> [ProgramStatistic] {
        values.sorted { $0.key < $1.key }.map { key, value in
            ProgramStatistic(
                "roomvitals_sessions_" + name, .counter, help: help, labels: [MetricLabel("reason", key)],
                value: Double(value))
        }
    }
}
