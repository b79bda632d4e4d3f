/// Puts the pieces of one message together, within its limits.
///
/// Memory grows with what has arrived, never with what a frame's header claims, and never beyond the limit.
struct MessageAssembly: ~Copyable {
    enum Outcome {
        case partial
        /// The whole message; valid until the next piece is taken.
        case complete(UnsafeRawBufferPointer)
        case tooLarge
        case tooManyFragments
    }

    let messageLimit: Int
    let fragmentLimit: Int
    private var storage: UnsafeMutableRawBufferPointer
    private var count = 0
    private var fragments = 0

    init(messageLimit: Int, fragmentLimit: Int) {
        self.messageLimit = max(0, messageLimit)
        self.fragmentLimit = max(1, fragmentLimit)
        storage = .allocate(byteCount: 0, alignment: 16)
    }

    deinit { storage.deallocate() }

    /// - Parameters:
    ///   - remaining: bytes of the frame that are still to come, as its header claims.
    ///   - isFinal: whether the piece ends the message.
    mutating func take(_ piece: UnsafeRawBufferPointer, remaining: Int, isFinal: Bool) -> Outcome {
        guard remaining >= 0, remaining <= messageLimit, piece.count <= messageLimit - remaining,
            count <= messageLimit - remaining - piece.count
        else { return .tooLarge }
        if remaining == 0 { fragments += 1 }
        guard fragments <= fragmentLimit else { return .tooManyFragments }
        if isFinal, count == 0 {
            reset()
            return .complete(piece)
        }
        append(piece)
        guard isFinal else { return .partial }
        let message = UnsafeRawBufferPointer(rebasing: storage[..<count])
        reset()
        return .complete(message)
    }

    /// Forgets a message whose end will not come.
    mutating func reset() {
        count = 0
        fragments = 0
    }

    private mutating func append(_ piece: UnsafeRawBufferPointer) {
        let needed = count + piece.count
        if needed > storage.count {
            let larger = UnsafeMutableRawBufferPointer.allocate(
                byteCount: min(messageLimit, max(needed, storage.count * 2, 16384)), alignment: 16)
            larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
            storage.deallocate()
            storage = larger
        }
        UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyMemory(from: piece)
        count = needed
    }
}
