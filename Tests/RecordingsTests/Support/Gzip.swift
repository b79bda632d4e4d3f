import CZlib

/// Packs `bytes` as one gzip member, as gzip(1) does.
func gzip(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
    var packed: [UInt8] = []
    gzip(level: level, appendingTo: &packed) { $0(bytes) }
    return packed
}

func gzip(_ text: String, level: Int32 = 6) -> [UInt8] { gzip(Array(text.utf8), level: level) }

/// Packs what `produce` writes as one gzip member, piece by piece.
func gzip(level: Int32 = 6, appendingTo packed: inout [UInt8], produce: (_ write: ([UInt8]) -> Void) -> Void) {
    var stream = z_stream()
    // 15: the largest window; + 16: gzip wrapping.
    deflateInit2_(
        &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var room = [UInt8](repeating: 0, count: 1 << 16)
    var sink: [UInt8] = []
    func deflateAll(_ bytes: [UInt8], _ flush: Int32) {
        var bytes = bytes
        bytes.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            repeat {
                room.withUnsafeMutableBufferPointer { output in
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(output.count)
                    deflate(&stream, flush)
                    sink.append(contentsOf: output[..<(output.count - Int(stream.avail_out))])
                }
            } while stream.avail_out == 0
        }
    }
    produce { deflateAll($0, Z_NO_FLUSH) }
    deflateAll([], Z_FINISH)
    packed.append(contentsOf: sink)
}
