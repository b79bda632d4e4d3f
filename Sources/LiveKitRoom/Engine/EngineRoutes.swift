/// Which room an event of the engine is for.
struct EngineRoutes {
    private var rooms: [UInt64: EngineInbox] = [:]
    private var answers: [UInt64: EngineInbox] = [:]
    /// Readers of text streams. Those that never end are let go with their room.
    private var readers: [UInt64: EngineInbox] = [:]
    /// Rooms that are being left without anybody who waits for it, by the ids of the requests.
    private var abandoned: [UInt64: EngineHandle] = [:]
    /// The engine numbers its own handles and requests in one row; these stay clear of them.
    private var nextRequest: UInt64 = 1 << 32

    /// An id for a request.
    mutating func register(_ inbox: EngineInbox?) -> UInt64 {
        nextRequest += 1
        answers[nextRequest] = inbox
        return nextRequest
    }

    mutating func forget(answer id: UInt64) { answers[id] = nil }

    mutating func abandon(_ room: EngineHandle, answer id: UInt64) { abandoned[id] = room }

    mutating func forget(abandoned id: UInt64) { abandoned[id] = nil }

    /// Whose request it was; each has one answer.
    mutating func takeAnswer(_ id: UInt64) -> EngineInbox? { answers.removeValue(forKey: id) }

    mutating func open(room handle: UInt64, _ inbox: EngineInbox) { rooms[handle] = inbox }

    /// A room's events are for nobody any more, nor are answers for it.
    mutating func close(_ inbox: EngineInbox) {
        rooms = rooms.filter { $0.value !== inbox }
        answers = answers.filter { $0.value !== inbox }
        readers = readers.filter { $0.value !== inbox }
    }

    mutating func open(reader handle: UInt64, _ inbox: EngineInbox) { readers[handle] = inbox }

    /// - Parameter isOver: nothing more comes of it.
    mutating func inbox(ofReader handle: UInt64, isOver: Bool) -> EngineInbox? {
        isOver ? readers.removeValue(forKey: handle) : readers[handle]
    }

    func inbox(ofRoom handle: UInt64) -> EngineInbox? { rooms[handle] }

    var all: [EngineInbox] { Array(rooms.values) + Array(answers.values) }
}
