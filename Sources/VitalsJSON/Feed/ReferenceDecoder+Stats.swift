import Vitals

extension ReferenceDecoder {
    /// The body of a `stats` message. Without `reports` it is a report without entries.
    func statsReport(_ node: JSONNode) throws(DecodeFailure) -> StatsReport {
        var report = StatsReport(
            identity: try identifier("participantIdentity", of: node), sid: try identifier("participantSid", of: node),
            peerConnection: try identifier("pc", of: node), timestamp: try node.int64("timestamp") ?? 0,
            sequence: try node.uint64("sequence"), entries: [])
        report.entries = try entries(of: node)
        return report
    }

    /// A line of a recording in the recorders' own form.
    func recordedReport(_ node: JSONNode) throws(DecodeFailure) -> StatsReport {
        guard let time = try node.real("t") else { throw DecodeFailure(.missingField, path: "t") }
        guard let identity = try node.text("participant", atMost: limits.identifierBytes) else {
            throw DecodeFailure(.missingField, path: "participant")
        }
        return StatsReport(
            identity: identity, peerConnection: try identifier("pc", of: node), timestamp: time,
            entries: try entries(of: node))
    }

    private func entries(of node: JSONNode) throws(DecodeFailure) -> [StatsEntry] {
        try node.list("reports", atMost: limits.entriesPerReport, orElse: .tooManyEntries) {
            (item) throws(DecodeFailure) in StatsEntry(item, limits: limits)
        }
    }
}
