/// Names one RTP stream within a peer connection and entry type.
enum StreamKey: Sendable, Hashable {
    case ssrc(UInt32)
    /// Where an entry has no ssrc.
    case id(String)

    init(_ header: StatsHeader) {
        if let ssrc = header.ssrc {
            self = .ssrc(ssrc)
        } else {
            self = .id(header.id)
        }
    }
}
