// `stat` belongs to whichever C module the compiler met first; once libdispatch's is in the build, to that.
import CDispatch
import Glibc

/// An open file descriptor, closed when its owner goes.
struct OwnedFile: ~Copyable {
    let descriptor: Int32
    let path: String

    /// - Parameter flags: of `open`; some are added, so that neither a link nor a pipe of that name leads astray.
    init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(SpoolError) {
        var descriptor: Int32
        repeat {
            descriptor = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode)
        } while descriptor < 0 && errno == EINTR
        guard descriptor >= 0 else { throw SpoolError(path, "cannot open", code: errno) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Writes all of the bytes.
    borrowing func write(_ bytes: [UInt8]) throws(SpoolError) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if written > 0 {
                offset += written
            } else if errno != EINTR {
                throw SpoolError(path, "cannot write", code: written == 0 ? ENOSPC : errno)
            }
        }
    }

    /// Has the file say that what it was of has arrived: in its place, since nothing can be moved or removed where this
    /// is called for.
    borrowing func markDelivered() throws(SpoolError) {
        let mark = SealedText.deliveredMark
        var written: Int
        repeat {
            written = mark.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, mark.count, 0) }
        } while written < 0 && errno == EINTR
        guard written == mark.count else {
            throw SpoolError(path, "cannot write", code: written < 0 ? errno : ENOSPC)
        }
        try sync()
        // The rest only takes room.
        ftruncate(descriptor, off_t(mark.count))
    }

    /// Whether the file says that what it was of has arrived.
    var isDelivered: Bool {
        let mark = SealedText.deliveredMark
        return (try? read(first: mark.count)) == mark
    }

    /// Has the bytes survive a power cut. After a failure nothing in this file is to be relied on: the system may have
    /// dropped what it could not write, and will not say so again.
    borrowing func sync() throws(SpoolError) {
        var result: Int32
        repeat { result = fsync(descriptor) } while result != 0 && errno == EINTR
        guard result == 0 else { throw SpoolError(path, "cannot flush", code: errno) }
    }

    /// Reads the whole file.
    ///
    /// - Parameter limit: a longer file is refused unread.
    borrowing func read(limit: Int) throws(SpoolError) -> [UInt8] {
        let size = try self.size
        guard size <= limit else { throw SpoolError(path, "longer than \(limit) bytes", code: EFBIG) }
        return try read(size)
    }

    /// Reads the beginning of the file.
    ///
    /// - Parameter count: bytes at most.
    borrowing func read(first count: Int) throws(SpoolError) -> [UInt8] { try read(min(count, try size)) }

    private borrowing func read(_ size: Int) throws(SpoolError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        var offset = 0
        while offset < size {
            let count = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: offset), size - offset, off_t(offset))
            }
            if count > 0 {
                offset += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                throw SpoolError(path, "cannot read", code: errno)
            }
        }
        return Array(bytes.prefix(offset))
    }

    /// Bytes; only a regular file has any.
    var size: Int {
        get throws(SpoolError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw SpoolError(path, "cannot look at", code: errno) }
            guard status.st_mode & S_IFMT == S_IFREG else { throw SpoolError(path, "not a regular file") }
            return Int(status.st_size)
        }
    }

    /// Whether the path still names this file: another process may have removed or replaced it.
    var isCurrent: Bool {
        var mine = stat()
        var named = stat()
        guard fstat(descriptor, &mine) == 0, lstat(path, &named) == 0 else { return false }
        return mine.st_dev == named.st_dev && mine.st_ino == named.st_ino
    }

    /// Takes the file's lock, which lasts until this owner goes or the process ends.
    ///
    /// - Returns: `false` where another has it.
    borrowing func lock() throws(SpoolError) -> Bool {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            case let code: throw SpoolError(path, "cannot lock", code: code)
            }
        }
        return true
    }
}
