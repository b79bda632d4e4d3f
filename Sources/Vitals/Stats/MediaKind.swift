/// What an RTP stream carries.
public enum MediaKind: UInt8, Sendable, Hashable, CaseIterable {
    case audio, video
}

/// Which way an RTP stream flows, seen from the participant whose report it is.
public enum Direction: UInt8, Sendable, Hashable, CaseIterable {
    /// Sent by the participant: `outbound-rtp`.
    case uplink
    /// Received by the participant: `inbound-rtp`.
    case downlink
}
