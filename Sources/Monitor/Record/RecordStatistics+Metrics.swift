package import LiveServer

extension RecordStatistics {
    /// As families of `/metrics`.
    package var metrics: [ProgramStatistic] {
        [
            counter("checkpoints", "Checkpoints of sessions written.", checkpoints),
            counter("checkpoints_skipped", "Checkpoints that a newer one overtook.", checkpointsSkipped),
            counter("spool_failures", "Failures of the spool's disk.", diskFailures),
            counter("transcript_lines", "Lines of transcripts.", transcriptLines),
            counter(
                "transcript_lines_lost", "Lines that neither disk nor memory could take, or lost on their way.",
                transcriptLinesLost),
            counter(
                "transcript_lines_omitted", "Lines left out for the limit of a transcript.", transcriptLinesOmitted),
            counter("records_saved", "Session records that the save endpoint has.", saved),
            counter("records_refused", "Session records that the save endpoint will not have.", refused),
            counter("records_unsent", "Session records that could not be sent when they were made.", unsent),
            counter(
                "records_lost", "Session records that neither disk nor endpoint nor memory took.", lost),
            counter("record_tries_failed", "Tries to send a session record that failed.", failedTries),
            counter("sessions_recovered", "Sessions of earlier runs whose records were made at the start.", recovered),
            ProgramStatistic(
                "roomvitals_records_waiting", .gauge, help: "Records of earlier sessions that wait in the spool.",
                value: Double(waiting)),
            ProgramStatistic(
                "roomvitals_records_held", .gauge,
                help: "Records that are in memory only: neither disk nor endpoint took them.", value: Double(held)),
            counter("spool_files_set_aside", "Files of the spool that could not be read.", setAside),
        ]
    }

    private func counter(_ name: String, _ help: String, _ value: UInt64) -> ProgramStatistic {
        ProgramStatistic("roomvitals_\(name)", .counter, help: help, value: Double(value))
    }
}
