import Glibc

/// What can be said of the engine's file before it is loaded.
enum EngineFile {
    /// Why the file must not be loaded: of one that is cut off, memory is mapped that is not there, and the first touch of it
    /// ends the program.
    ///
    /// The offsets are those of a 64-bit ELF file's header and program headers, little-endian.
    static func fault(at path: String) -> String? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        // Whoever opens a pipe waits for its other end.
        guard info.st_mode & S_IFMT == S_IFREG else { return "it is no file" }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard let header = read(file, 64, at: 0),
            header.starts(with: [0x7F, 0x45, 0x4C, 0x46])
        else { return nil }
        let table = number(header, 0x20, 8)
        let (size, count) = (number(header, 0x36, 2), number(header, 0x38, 2))
        var end = table &+ size &* count
        for index in 0..<count {
            guard let segment = read(file, 56, at: table &+ index &* size) else { break }
            end = max(end, number(segment, 8, 8) &+ number(segment, 32, 8))
        }
        guard end > UInt64(info.st_size) else { return nil }
        return
            "it is cut off, \(info.st_size) of at least \(end) bytes: `make livekit` in the project's folder fetches it anew"
    }

    private static func read(_ file: Int32, _ count: Int, at offset: UInt64) -> [UInt8]? {
        guard let offset = Int(exactly: offset) else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(file, buffer.baseAddress, count, offset))
        }
        return bytes.count == count ? bytes : nil
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
        bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
