/// One object of an `RTCStatsReport` of a type that RoomVitals has use for: not `codec`, `candidate-pair`, `media-source`, …
public enum StatsEntry: Sendable, Equatable {
    case outboundRTP(OutboundRTP)
    case inboundRTP(InboundRTP)
    case remoteInboundRTP(RemoteInboundRTP)
    case transport(TransportStats)
    /// An entry of a useful type whose fields cannot be read; the rest of its report stands.
    case malformed(EntryRefusal)
}

/// Why one entry of a report was refused.
public enum EntryRefusal: UInt8, Error, Sendable, Hashable, CaseIterable {
    /// The entry is not an object, or has no `type` that is text.
    case notAnEntry
    /// No `id`, no `timestamp`, or neither `kind` nor `mediaType`.
    case missingField
    /// A field of another JSON type than the specification's: `"5"` for 5.
    case wrongType
    /// A counter that is negative, not finite, or beyond 2^53.
    case absurdValue
    /// A timestamp more than an hour away from the stream's last.
    case absurdTime
    /// The bound on streams or tracks of one participant is reached.
    case tooMany
}
