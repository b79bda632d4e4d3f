/// gzip in memory.
package enum GzipData {
    /// Unpacks all members of `bytes`.
    ///
    /// - Returns: `nil` where the data are not whole and sound gzip, or unpack to more than `limit` bytes.
    package static func unpack(_ bytes: [UInt8], upTo limit: Int) -> [UInt8]? {
        var inflater = GzipInflater()
        var text: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 64 << 10)
        var offset = 0
        do {
            while true {
                let step = try bytes.withUnsafeBytes { packed in
                    try room.withUnsafeMutableBytes { output in
                        try inflater.inflate(UnsafeRawBufferPointer(rebasing: packed[offset...]), into: output)
                    }
                }
                offset += step.consumed
                if step.produced == 0 { break }
                guard text.count + step.produced <= limit else { return nil }
                text.append(contentsOf: room[..<step.produced])
            }
            try inflater.finish()
            return text
        } catch {
            return nil
        }
    }
}
