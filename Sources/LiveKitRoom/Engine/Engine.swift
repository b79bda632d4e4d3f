import Dispatch
import Foundation
import Synchronization

/// LiveKit's client engine in this process: what it says is brought to the room that it is for.
///
/// There is one, since the library's callback has no context to tell several apart.
package final class Engine: RoomEngine {
    package struct Statistics: Sendable, Equatable {
        package var events: UInt64 = 0
        /// Of them, lines of its log that are no errors or warnings, which are let go unread.
        package var logsPassedOver: UInt64 = 0
        /// Let go because the ones before had not been looked at: `maxBytes` of them.
        package var eventsDropped: UInt64 = 0
        package var eventsUnreadable: UInt64 = 0
        package var errorsLogged: UInt64 = 0
        package var errorsTold: UInt64 = 0
        package var warningsLogged: UInt64 = 0
        package var panics: UInt64 = 0
        /// Rooms that were connected to when nobody waited for it any more, and left again.
        package var roomsAbandoned: UInt64 = 0
        /// Rooms that the engine gave up because they were not taken up in time.
        package var roomsGivenUp: UInt64 = 0
    }

    static let shared = Engine()
    /// Bytes of events that have not been looked at yet.
    private static let maxBytes = 64 << 20

    private struct Arrivals {
        var events: [[UInt8]] = []
        var bytes = 0
    }

    private struct Loaded {
        var library: EngineLibrary?
        var note: @Sendable (String) -> Void = { _ in }
    }

    private let arrivals = Mutex(Arrivals())
    private let arrived = DispatchSemaphore(value: 0)
    private let loaded = Mutex(Loaded())
    let routes = Mutex(EngineRoutes())
    let counts = Mutex(Statistics())

    private init() {}

    package static var statistics: Statistics { shared.counts.withLock { $0 } }

    /// Loads the library, where it is not there yet.
    ///
    /// - Parameters:
    ///   - path: of liblivekit_ffi.so.
    ///   - version: of this program, for the server's logs.
    ///   - hearsLog: whether errors of its log are told: dear where there are many rooms.
    ///   - note: gets a line for people, on any thread.
    package static func load(
        path: String, version: String, hearsLog: Bool, note: @escaping @Sendable (String) -> Void
    ) throws(EngineFailure) {
        let outcome: Result<Bool, EngineFailure> = shared.loaded.withLock { loaded in
            loaded.note = note
            guard loaded.library == nil else { return .success(false) }
            return Result { () throws(EngineFailure) in
                loaded.library = try EngineLibrary(path: path, version: version, hearsLog: hearsLog) { bytes, count in
                    guard let bytes else { return }
                    Engine.shared.arrive(UnsafeBufferPointer(start: bytes, count: count))
                }
                return true
            }
        }
        if try outcome.get() { shared.start() }
    }

    func ask(_ inbox: EngineInbox?, _ make: (UInt64) -> EngineRequest) throws(EngineFailure) -> UInt64 {
        guard let library = loaded.withLock({ $0.library }) else { throw .refused("the engine is not loaded") }
        let id = routes.withLock { $0.register(inbox) }
        do throws(EngineFailure) {
            try library.send(make(id))
        } catch {
            routes.withLock { $0.forget(answer: id) }
            throw error
        }
        return id
    }

    func close(_ inbox: EngineInbox) { routes.withLock { $0.close(inbox) } }

    func handle(_ id: UInt64) -> EngineHandle? {
        guard id != 0, let library = loaded.withLock({ $0.library }) else { return nil }
        return EngineHandle(id) { library.drop($0) }
    }

    func tell(_ line: String) { loaded.withLock { $0.note }(line) }

    /// On threads of the library, where nothing may wait.
    private func arrive(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !EngineLogPeek.isIdle(bytes) else {
            return counts.withLock {
                $0.events += 1
                $0.logsPassedOver += 1
            }
        }
        let isKept = arrivals.withLock { arrivals in
            guard arrivals.bytes + bytes.count <= Self.maxBytes else { return false }
            arrivals.events.append(Array(bytes))
            arrivals.bytes += bytes.count
            return true
        }
        counts.withLock {
            $0.events += 1
            if !isKept { $0.eventsDropped += 1 }
        }
        if isKept { arrived.signal() }
    }

    private func start() {
        let thread = Thread { [self] in
            while true {
                arrived.wait()
                let events = arrivals.withLock { arrivals in
                    defer { arrivals = Arrivals() }
                    return arrivals.events
                }
                for event in events { bring(event) }
            }
        }
        thread.name = "livekit"
        thread.start()
    }
}
