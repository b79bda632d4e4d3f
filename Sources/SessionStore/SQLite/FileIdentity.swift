import Glibc

/// Which file a path leads to. SQLite goes on with one that was deleted or replaced, and what it writes is lost.
struct FileIdentity: Sendable, Equatable {
    private let device: UInt
    private let number: UInt

    init(_ path: String) throws(StoreFailure) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw StoreFailure(.gone, String(cString: strerror(errno))) }
        device = UInt(status.st_dev)
        number = UInt(status.st_ino)
    }

    /// - Throws: `gone` where the path leads to another file by now.
    func check(_ path: String) throws(StoreFailure) {
        guard try FileIdentity(path) == self else { throw StoreFailure(.gone, "another file is in the store's place") }
    }

    /// Makes a file that only its owner may read, unless there is one.
    static func makeFile(_ path: String) throws(StoreOpenError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            Glibc.close(descriptor)
            return
        }
        let reason = String(cString: strerror(errno))
        let advice =
            switch errno {
            case ENOENT: "make its folder first"
            case EISDIR: "name a file in it"
            case EACCES, EPERM, EROFS: "let this user write there, or name another file"
            case ENOSPC: "make room on the disk"
            default: "name another file"
            }
        throw StoreOpenError("the store \(path) cannot be opened: \(reason); \(advice)")
    }
}
