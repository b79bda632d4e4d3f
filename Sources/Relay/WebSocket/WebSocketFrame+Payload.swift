import NIOCore
import NIOWebSocket

extension WebSocketFrame {
    /// The payload without its mask, taken off eight bytes at a time: the library's own way goes byte by byte.
    var payload: ByteBuffer {
        guard let maskKey else { return data }
        var payload = data
        payload.withUnsafeMutableReadableBytes { bytes in
            // Two keys in a row, in the order in which they lie in memory.
            var wide: UInt64 = 0
            withUnsafeMutableBytes(of: &wide) { key in
                for index in 0..<8 { key[index] = maskKey[index & 3] }
            }
            var index = 0
            while index + 8 <= bytes.count {
                let masked = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                bytes.storeBytes(of: masked ^ wide, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            while index < bytes.count {
                bytes[index] ^= maskKey[index & 3]
                index += 1
            }
        }
        return payload
    }
}
