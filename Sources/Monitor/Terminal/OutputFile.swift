// `stat` belongs to whichever C module the compiler met first; once libdispatch's is in the build, to that.
import CDispatch
import Glibc

/// Writes a file whole or not at all: into a neighbour first, then renamed over the target.
package enum OutputFile {
    package struct Failure: Error, CustomStringConvertible {
        package let path: String
        let step: String
        let code: Int32

        package var description: String {
            let reason = code == 0 ? "" : ": \(String(cString: strerror(code)))"
            return "\(path): \(step)\(reason); the file was not written"
        }
    }

    /// Why a file cannot be written there, as far as can be told beforehand; `nil` where nothing speaks against it.
    package static func fault(of path: String) -> String? {
        if path.isEmpty || path.last == "/" { return "not a file's name" }
        var status = stat()
        // Not what a link points to: a rename would replace the link, a device or a pipe by a file.
        if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { return "not a regular file" }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard access(folder, W_OK | X_OK) == 0 else {
            return "cannot write into \(folder): \(String(cString: strerror(errno)))"
        }
        return nil
    }

    /// Whether two paths name the same file.
    package static func isSame(_ path: String, _ other: String) -> Bool {
        var first = stat()
        var second = stat()
        guard stat(path, &first) == 0, stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// - Parameters:
    ///   - text: UTF-8.
    ///   - overwrite: without it a file that exists is left alone and `Failure` says so.
    package static func write(_ text: UnsafeRawBufferPointer, to path: String, overwrite: Bool) throws(Failure) {
        if let fault = fault(of: path) { throw Failure(path: path, step: fault, code: 0) }
        // In the same folder, since a rename does not cross file systems.
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw Failure(path: path, step: "cannot create \(temporary)", code: errno) }
        var failed = Console.write(text, to: descriptor) ? nil : ("cannot write", errno)
        if failed == nil, fsync(descriptor) != 0 { failed = ("cannot flush", errno) }
        if close(descriptor) != 0, failed == nil { failed = ("cannot close", errno) }
        // Where nothing may be replaced, a link is what does not.
        if failed == nil, (overwrite ? rename(temporary, path) : link(temporary, path)) != 0 {
            failed = (errno == EEXIST ? "exists (--force overwrites it)" : "cannot move \(temporary) there", errno)
        }
        if failed == nil, !overwrite { unlink(temporary) }
        if let (step, code) = failed {
            unlink(temporary)
            throw Failure(path: path, step: step, code: code)
        }
    }
}
