import Glibc

/// An open file or other source of bytes, read from start to end once.
struct FileInput: ~Copyable {
    let name: String
    /// The size of a regular file when it was opened; `nil` for pipes, devices and standard input from one.
    let size: UInt64?
    /// Bytes read so far.
    private(set) var offset: UInt64 = 0
    private let descriptor: Int32
    private let closes: Bool

    /// Opens `source`. A FIFO waits for its writer, as everywhere.
    init(_ source: RecordingSource) throws(RecordingError) {
        name = source.name
        switch source {
        case .standardInput:
            descriptor = STDIN_FILENO
            closes = false
        case .file(let path):
            descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
            closes = true
            guard descriptor >= 0 else {
                throw RecordingError(file: path, problem: Self.problem(opening: errno))
            }
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            if closes { close(descriptor) }
            throw RecordingError(file: source.name, problem: .cannotOpen(errno: code))
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            if closes { close(descriptor) }
            throw RecordingError(file: source.name, problem: .isDirectory)
        }
        size = status.st_mode & S_IFMT == S_IFREG ? UInt64(exactly: status.st_size) : nil
    }

    deinit {
        if closes { close(descriptor) }
    }

    /// Reads what is there, at least a byte; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(RecordingError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                offset &+= UInt64(count)
                return count
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: awaitInput()
            case let code: throw RecordingError(file: name, problem: .readFailed(errno: code), offset: offset)
            }
        }
    }

    /// Standard input may have been left non-blocking by whoever shares it.
    private func awaitInput() {
        var interest = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&interest, 1, -1)
    }

    private static func problem(opening code: Int32) -> RecordingError.Problem {
        switch code {
        case ENOENT, ENOTDIR: .notFound
        case EACCES, EPERM: .permissionDenied
        case EISDIR: .isDirectory
        default: .cannotOpen(errno: code)
        }
    }
}

extension RecordingError {
    /// The system's words for an `errno`.
    static func text(of code: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress, strerror_r(code, base, buffer.count) == 0 else {
                return "error \(code)"
            }
            return String(cString: base)
        }
    }
}
