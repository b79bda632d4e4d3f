import Dispatch
import Foundation
import Synchronization

/// A hidden monitor's place in one LiveKit room: it connects, and connects again, until it is stopped.
///
/// Everything happens on a thread of its own.
package final class LiveKitConnection: Sendable {
    /// Called on the connection's thread.
    package typealias Handler = (LiveKitEvent, LiveKitConnection) -> Void

    private struct Shared {
        var isStopping = false
        var statistics = LiveKitStatistics()
    }

    let inbox = EngineInbox()
    private let shared = Mutex(Shared())
    private let ended = DispatchSemaphore(value: 0)
    /// Seconds that the last goodbye may take, as waited for here.
    private static let closePatience: Double = 6

    /// Begins to connect. `Engine.load` must have been called.
    package convenience init(_ configuration: LiveKitConfiguration, handler: sending @escaping Handler) {
        self.init(configuration, engine: Engine.shared, handler: handler)
    }

    init(_ configuration: LiveKitConfiguration, engine: any RoomEngine, handler: sending @escaping Handler) {
        let handed = Handed(handler: handler)
        let thread = Thread { [self] in
            LiveKitService(configuration, self, engine) { handed.handler($0, self) }.run()
            ended.signal()
        }
        thread.name = "livekit-room"
        // Decoders recurse on it.
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Asks for the end. From any thread.
    package func stop() {
        shared.withLock { $0.isStopping = true }
        inbox.wake()
    }

    /// Waits until goodbye has been said, within a bound. Not on the connection's own thread.
    package func waitForEnd() { _ = ended.wait(timeout: .now() + Self.closePatience) }

    package var statistics: LiveKitStatistics {
        var statistics = shared.withLock { $0.statistics }
        statistics.packetsDropped = inbox.dropped
        return statistics
    }

    /// The thread has it alone.
    private struct Handed: @unchecked Sendable {
        let handler: Handler
    }

    var isStopping: Bool { shared.withLock { $0.isStopping } }

    func count(_ change: (inout LiveKitStatistics) -> Void) { shared.withLock { change(&$0.statistics) } }
}
