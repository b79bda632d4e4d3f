import Synchronization

/// The last text of a connection, handed from its service thread to the one that waits.
final class LastText: Sendable {
    private let state = Mutex<String?>(nil)

    func keep(_ bytes: UnsafeRawBufferPointer) {
        let text = String(decoding: bytes, as: UTF8.self)
        state.withLock { $0 = text }
    }

    var text: String? { state.withLock { $0 } }
}
