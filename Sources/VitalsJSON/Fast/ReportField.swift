/// What a member of the object around the entries is read into.
enum ReportField: UInt8 {
    /// Passed over.
    case none
    // Of a message.
    case identity, sid, timestamp, sequence
    // Of a recorder's line.
    case participant, time
    // Of both.
    case peerConnection, reports
    /// A message within a line.
    case stats

    static let all: [(name: StaticString, field: ReportField)] = [
        ("participantIdentity", .identity), ("participantSid", .sid), ("timestamp", .timestamp),
        ("sequence", .sequence), ("participant", .participant), ("t", .time), ("pc", .peerConnection),
        ("reports", .reports), ("stats", .stats),
    ]
}
