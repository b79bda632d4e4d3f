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

    /// The order of keys to expect behind a type's name. Types that share one only mislead each other.
    @inline(__always)
    static func context(of type: JSONCursor.Text) -> Int {
        guard type.count > 0 else { return 1 }
        return 1 + (type.count &* 5 &+ Int(type.start[0]) &* 3) % (KeyTable.contexts - 2)
    }
}
