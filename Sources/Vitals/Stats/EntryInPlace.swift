/// An entry of a report, read where it lies.
///
/// To take a payload out of a `StatsEntry` copies its 150 bytes, and so does handing it on: that was half the work of
/// folding. Those payloads leave no bits for a tag, so each begins where its entry does, and the tag stands behind the
/// longest; a test holds the compiler to that.
enum EntryInPlace {
    case outboundRTP(UnsafePointer<OutboundRTP>)
    case inboundRTP(UnsafePointer<InboundRTP>)
    case remoteInboundRTP(UnsafePointer<RemoteInboundRTP>)
    case transport(UnsafePointer<TransportStats>)
    case malformed(EntryRefusal)

    /// - Parameters:
    ///   - entries: to outlive this.
    ///   - place: one of theirs.
    @inline(__always)
    init(_ entries: UnsafeBufferPointer<StatsEntry>, _ place: Int) {
        guard let entry = entries.baseAddress.map({ $0 + place }) else {
            preconditionFailure("no place of an empty list")
        }
        let start = UnsafeRawPointer(entry)
        switch entry.pointee {
        case .outboundRTP: self = .outboundRTP(start.assumingMemoryBound(to: OutboundRTP.self))
        case .inboundRTP: self = .inboundRTP(start.assumingMemoryBound(to: InboundRTP.self))
        case .remoteInboundRTP: self = .remoteInboundRTP(start.assumingMemoryBound(to: RemoteInboundRTP.self))
        case .transport: self = .transport(start.assumingMemoryBound(to: TransportStats.self))
        case .malformed: self = .malformed(start.assumingMemoryBound(to: EntryRefusal.self).pointee)
        }
    }
}
