import CLibwebsockets

/// Memory with the room in front that `lws_write` puts the frame's header into.
struct SendBuffer: ~Copyable {
    private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 16)

    deinit { storage.deallocate() }

    /// Copies `bytes` behind the room that is kept for the header.
    ///
    /// - Returns: where the bytes begin; valid until the next call.
    mutating func load(_ bytes: [UInt8]) -> UnsafeMutablePointer<UInt8>? {
        let head = Int(SHIM_LWS_PRE)
        if storage.count < head + bytes.count {
            storage.deallocate()
            storage = .allocate(byteCount: head + max(bytes.count, 4096), alignment: 16)
        }
        UnsafeMutableRawBufferPointer(rebasing: storage[head...]).copyBytes(from: bytes)
        return storage.baseAddress.map { ($0 + head).assumingMemoryBound(to: UInt8.self) }
    }
}
