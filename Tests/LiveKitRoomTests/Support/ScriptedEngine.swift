import Foundation
import Synchronization

@testable import LiveKitRoom

/// An engine that keeps what it is asked for, and says what the test has it say.
final class ScriptedEngine: RoomEngine {
    private struct State {
        var requests: [EngineRequest] = []
        var inbox: EngineInbox?
        var nextID: UInt64 = 0
        var dropped: [UInt64] = []
        var made: [UInt64] = []
    }

    private let state = Mutex(State())
    /// Answers a request that wants an answer.
    private let answer: @Sendable (EngineRequest, UInt64) -> EngineItem?

    init(answer: @escaping @Sendable (EngineRequest, UInt64) -> EngineItem? = { _, _ in nil }) { self.answer = answer }

    var requests: [EngineRequest] { state.withLock { $0.requests } }
    /// Handles that were handed out and not given back.
    var keptHandles: Int { state.withLock { $0.made.count - $0.dropped.count } }

    func ask(_ inbox: EngineInbox?, _ make: (UInt64) -> EngineRequest) throws(EngineFailure) -> UInt64 {
        let id = state.withLock { state in
            state.nextID += 1
            if let inbox { state.inbox = inbox }
            return state.nextID
        }
        let request = make(id)
        state.withLock { $0.requests.append(request) }
        if let item = answer(request, id) { inbox?.put(item) }
        return id
    }

    func close(_ inbox: EngineInbox) {}

    func handle(_ id: UInt64) -> EngineHandle? {
        guard id != 0 else { return nil }
        state.withLock { $0.made.append(id) }
        return EngineHandle(id) { id in self.state.withLock { $0.dropped.append(id) } }
    }

    func say(_ item: EngineItem) { state.withLock { $0.inbox }?.put(item) }

    func say(_ event: EngineRoomEvent) {
        if let item = EngineItem(event, handle: handle) { say(item) }
    }
}
