import NIOCore
import Synchronization

/// The newest exposition of each format, for all who ask within the same moment: two hundred readers at once cost as much
/// as ten.
final class SharedExposition: Sendable {
    /// Seconds for which an exposition is of now. Views are made once a second.
    static let life = 0.1

    private let last = Mutex<[ExpositionFormat: (madeAt: Double, text: ByteBuffer)]>([:])

    /// - Parameters:
    ///   - now: monotonic seconds.
    ///   - make: makes a new one. Called outside the lock, so that nobody waits for somebody else's.
    func text(_ format: ExpositionFormat, now: Double, make: () -> [UInt8]) -> ByteBuffer {
        let known = last.withLock { $0[format] }
        if let known, now - known.madeAt < Self.life { return known.text }
        let text = ByteBuffer(bytes: make())
        last.withLock { last in
            if now >= last[format]?.madeAt ?? now { last[format] = (now, text) }
        }
        return text
    }
}
