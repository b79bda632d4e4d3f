package import LiveKitRoom
package import LiveServer

extension Engine.Statistics {
    /// As families of `/metrics`.
    package var metrics: [ProgramStatistic] {
        [
            counter("events", "Events of LiveKit's engine.", events),
            counter("log_lines_passed_over", "Events that are lines of its log below warnings.", logsPassedOver),
            counter("events_dropped", "Events let go because those before had not been looked at.", eventsDropped),
            counter("events_unreadable", "Events that could not be read.", eventsUnreadable),
            counter("errors", "Errors that the engine logged.", errorsLogged),
            counter("warnings", "Warnings that it logged.", warningsLogged),
            counter("rooms_abandoned", "Rooms that were connected to too late, and left again.", roomsAbandoned),
            counter("rooms_given_up", "Rooms that the engine gave up because this program was too slow.", roomsGivenUp),
            counter("panics", "Times that the engine broke down.", panics),
        ]
    }

    private func counter(_ name: String, _ help: String, _ value: UInt64) -> ProgramStatistic {
        ProgramStatistic("roomvitals_livekit_engine_" + name, .counter, help: help, value: Double(value))
    }
}
