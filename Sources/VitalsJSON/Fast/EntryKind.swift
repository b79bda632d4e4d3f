/// What an entry's `type` says, as far as it matters here.
enum EntryKind {
    case outboundRTP, inboundRTP, remoteInboundRTP, transport, other

    @inline(__always)
    init(_ type: JSONCursor.Text) {
        switch type.count {
        case 9 where type.isSame("transport"): self = .transport
        case 11 where type.isSame("inbound-rtp"): self = .inboundRTP
        case 12 where type.isSame("outbound-rtp"): self = .outboundRTP
        case 18 where type.isSame("remote-inbound-rtp"): self = .remoteInboundRTP
        default: self = .other
        }
    }
}
