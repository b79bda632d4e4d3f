import LiveKitAPI
package import LiveServer

extension FleetStatistics {
    /// As families of `/metrics`.
    package var metrics: [ProgramStatistic] {
        [
            gauge("bots", "Bots in rooms, or saving their records.", bots),
            gauge("rooms_waiting", "Rooms that wait for a bot.", waiting),
            gauge("rooms_left_alone", "Rooms whose bot was removed or not let in.", leftAlone),
            counter("bots_started", "Bots that were started.", started),
            counter("bots_never_attached", "Bots that never got into their rooms.", neverAttached),
            counter("sessions_resumed", "Sessions of an earlier run that were gone on with.", resumed),
            counter("sessions_empty", "Sessions to which nobody came, which are not saved.", empty),
            counter("rooms_vanished", "Rooms that were over before their bots could start.", vanished),
            counter("rooms_left_out", "Rooms for which there was no place to wait.", leftOut),
            counter("sweeps", "Times that the server was asked which rooms it has.", sweeps),
            counter("sweeps_failed", "Times that it did not answer.", failedSweeps),
            counter("webhooks_taken", "Webhooks that were genuine and new.", webhooks.taken),
            counter("webhooks_repeated", "Webhooks that had come before.", webhooks.repeated),
            counter("webhooks_forgotten", "Webhooks forgotten while they could still be repeated.", webhooks.forgotten),
        ]
            + counters("webhooks_refused", "Webhooks refused, by reason.", webhooks.refused)
            + counters("bots_ended", "Bots that left their rooms, by reason.", ended)
    }

    private func gauge(_ name: String, _ help: String, _ value: Int) -> ProgramStatistic {
        ProgramStatistic("roomvitals_livekit_" + name, .gauge, help: help, value: Double(value))
    }

    private func counter(_ name: String, _ help: String, _ value: UInt64) -> ProgramStatistic {
        ProgramStatistic("roomvitals_livekit_" + name, .counter, help: help, value: Double(value))
    }

    private func counters(_ name: String, _ help: String, _ values: [String: UInt64]) -> [ProgramStatistic] {
        values.sorted { $0.key < $1.key }.map { key, value in
            ProgramStatistic(
                "roomvitals_livekit_" + name, .counter, help: help, labels: [MetricLabel("reason", key)],
                value: Double(value))
        }
    }
}
