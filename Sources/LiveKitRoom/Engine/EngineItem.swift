/// One thing that the engine says to a room.
enum EngineItem: Sendable {
    /// An answer to `connect`, with the handles that are in it.
    case connected(EngineConnectCallback, [UInt64: EngineHandle], room: EngineHandle?)
    case event(EngineRoomEvent, EngineHandle?)
    case data(identity: String, topic: String, payload: [UInt8])
    case stats(UInt64, EngineGetStatsCallback)
    case opened(EngineStreamOpened, EngineHandle?)
    case read(EngineTextReaderEvent)
    case disconnected
    case panic(String)

    var bytes: Int { if case .data(_, _, let payload) = self { payload.count } else { 0 } }

    /// - Parameter handle: makes what keeps a handle; each is asked for once.
    init(_ callback: EngineConnectCallback, handle: (UInt64) -> EngineHandle?) {
        let result = callback.result
        let publications = result.participants.flatMap { $0.publications.map(\.handle.id) }
        let ids = [result.localParticipant.handle.id] + result.participants.map(\.participant.handle.id) + publications
        let handles = Dictionary(ids.compactMap { id in handle(id).map { (id, $0) } }) { first, _ in first }
        self = .connected(callback, handles, room: handle(result.room.handle.id))
    }

    /// - Returns: `nil` for an event of no use here, the handles in which are given back at once.
    init?(_ event: EngineRoomEvent, handle: (UInt64) -> EngineHandle?) {
        switch event.message {
        case .dataPacketReceived(let packet):
            let buffer = packet.user.data
            // Keeps the bytes, until they have been copied.
            let owner = handle(buffer.handle.id)
            let payload = withExtendedLifetime(owner) { Self.copy(of: buffer.data) }
            guard let payload else { return nil }
            self = .data(identity: packet.participantIdentity, topic: packet.user.topic, payload: payload)
        case .textStreamOpened(let opened): self = .opened(opened, handle(opened.reader.handle.id))
        case .byteStreamOpened(let opened):
            _ = handle(opened.reader.handle.id)
            return nil
        case .participantConnected(let joined): self = .event(event, handle(joined.info.handle.id))
        case .trackPublished(let published): self = .event(event, handle(published.publication.handle.id))
        case .trackSubscribed(let subscribed): self = .event(event, handle(subscribed.track.handle.id))
        case nil: return nil
        default: self = .event(event, nil)
        }
    }

    private static func copy(of buffer: EngineBufferInfo) -> [UInt8]? {
        guard buffer.dataLen > 0 else { return [] }
        guard let start = UnsafeRawPointer(bitPattern: UInt(buffer.dataPtr)) else { return nil }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(buffer.dataLen)))
    }
}
