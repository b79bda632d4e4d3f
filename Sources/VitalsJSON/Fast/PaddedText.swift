/// A copy of a message behind which there is memory that may be looked at: the last entries of a report are read as the
/// first are then, which saves more than the copying takes.
struct PaddedText: ~Copyable {
    /// Bytes of a message that is copied. Of longer ones the last entries matter little.
    static let longest = 64 << 10
    static let bytesBehind = JSONCursor.windowBytes

    private let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: longest + bytesBehind, alignment: 64)

    deinit { storage.deallocate() }

    /// The copy, valid until the next; `nil` where the message is too long.
    mutating func copy(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard bytes.count <= Self.longest else { return nil }
        storage.copyMemory(from: bytes)
        let copy = UnsafeMutableRawBufferPointer(rebasing: storage[..<bytes.count])
        // Whatever stands there changes nothing; but memory that was never written is not to be looked at.
        UnsafeMutableRawBufferPointer(rebasing: storage[bytes.count..<(bytes.count + Self.bytesBehind)])
            .initializeMemory(as: UInt8.self, repeating: 0)
        return UnsafeRawBufferPointer(copy)
    }
}
