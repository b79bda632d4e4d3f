// `stat` belongs to whichever C module the compiler met first; once libdispatch's is in the build, to that.
import CDispatch
import Glibc

/// The folder in which sessions wait for their records' delivery. Several programs may share it.
///
/// | file | |
/// | --- | --- |
/// | `KEY.checkpoint` | what a running session has come to |
/// | `KEY.transcript` | what has been said in it |
/// | `KEY.lock` | locked by the program that runs it |
/// | `NUMBER-KEY.record` | a record that waits to be sent, in the order of the numbers |
/// | `NUMBER-KEY.refused` | a record that the endpoint will not have, with `.answer` beside it |
/// | `ids` | which session has which id of the app's |
/// | `lock` | locked for moments, by whoever numbers, claims or clears away |
/// | `damaged/` | what could not be read |
///
/// A record, or a session's lock, whose content is one line that begins with `roomvitals delivered` has arrived and could
/// not be removed then: it is not sent again, and cleared away when that works.
package struct SpoolFolder: Sendable, Equatable {
    package let path: String
    package let limits: SpoolLimits
    let patience = LockPatience()

    /// Opens the folder, making it where it is missing, for nobody else to read.
    package init(_ path: String, limits: SpoolLimits = SpoolLimits()) throws(SpoolError) {
        self.path = path
        self.limits = limits
        try Self.make(path)
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            throw SpoolError(path, "cannot be written to", code: errno)
        }
    }

    /// Opens a folder that is there, to look into it; `nil` where there is none.
    package init?(existing path: String) throws(SpoolError) {
        guard access(path, F_OK) == 0 else { return nil }
        guard Self.isFolder(path) else { throw SpoolError(path, "not a folder") }
        guard access(path, R_OK | X_OK) == 0 else { throw SpoolError(path, "cannot be read", code: errno) }
        self.path = path
        limits = SpoolLimits()
    }

    private static func make(_ path: String) throws(SpoolError) {
        if mkdir(path, 0o700) == 0 { return }
        switch errno {
        case EEXIST:
            guard isFolder(path) else { throw SpoolError(path, "not a folder") }
        case ENOENT where (path.lastIndex(of: "/") ?? path.startIndex) != path.startIndex:
            try make(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw SpoolError(path, "cannot make the folder", code: errno)
            }
        case let code: throw SpoolError(path, "cannot make the folder", code: code)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    package static func == (left: SpoolFolder, right: SpoolFolder) -> Bool {
        left.path == right.path && left.limits == right.limits
    }

    func path(_ name: String) -> String { path + "/" + name }

    // MARK: What is there

    /// The names of the files in the folder, sorted.
    func names() throws(SpoolError) -> [String] {
        guard let folder = opendir(path) else { throw SpoolError(path, "cannot list", code: errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Records that wait or were refused, oldest first.
    package func records() throws(SpoolError) -> [SpooledName] {
        try names().compactMap(SpooledName.init)
    }

    /// Bytes of all files, those set aside too.
    package func usedBytes() -> Int {
        [path, path(Self.damagedName)].reduce(0) { sum, folder in
            guard let handle = opendir(folder) else { return sum }
            defer { closedir(handle) }
            var bytes = 0
            while let entry = readdir(handle) {
                var status = stat()
                let found = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                        fstatat(dirfd(handle), $0, &status, AT_SYMLINK_NOFOLLOW)
                    }
                }
                if found == 0, status.st_mode & S_IFMT == S_IFREG { bytes += Int(status.st_size) }
            }
            return sum + bytes
        }
    }

    /// Whether something has that name, be it a link that leads nowhere.
    package func exists(_ name: String) -> Bool {
        var status = stat()
        return lstat(path(name), &status) == 0
    }

    // MARK: Changes

    /// Runs with the folder's lock, so that two programs do not number or clear away at once.
    func locked<Result: ~Copyable>(_ body: () throws(SpoolError) -> Result) throws(SpoolError) -> Result {
        let lock = try OwnedFile(path(Self.lockName), O_RDWR | O_CREAT)
        try patience.take(lock, limits)
        return try body()
    }

    /// Has the next lock that another program holds be waited for as long as the first one.
    package func waitAnew() { patience.renew() }

    /// Writes a file whole or not at all: a power cut leaves the old one or the new one.
    func write(_ bytes: [UInt8], to name: String) throws(SpoolError) {
        let target = path(name)
        let temporary = "\(target).\(getpid()).new"
        do throws(SpoolError) {
            let file = try OwnedFile(temporary, O_WRONLY | O_CREAT | O_TRUNC)
            try file.write(bytes)
            try file.sync()
        } catch {
            unlink(temporary)
            throw error
        }
        guard Glibc.rename(temporary, target) == 0 else {
            let code = errno
            unlink(temporary)
            throw SpoolError(target, "cannot move the new file there", code: code)
        }
        try sync()
    }

    /// Removes files; those that are not there are no fault.
    func remove(_ names: [String]) throws(SpoolError) {
        for name in names where unlink(path(name)) != 0 && errno != ENOENT {
            throw SpoolError(path(name), "cannot remove", code: errno)
        }
        try sync()
    }

    func rename(_ name: String, to other: String) throws(SpoolError) {
        guard Glibc.rename(path(name), path(other)) == 0 else {
            throw SpoolError(path(name), "cannot rename", code: errno)
        }
        try sync()
    }

    /// Has renames and removals survive a power cut.
    func sync() throws(SpoolError) {
        // Through its own entry, so that the folder may be given as a link.
        let folder = try OwnedFile(path + "/.", O_RDONLY | O_DIRECTORY)
        try folder.sync()
    }

    /// Moves what cannot be read out of the way. It stays until somebody removes it, or room is needed.
    ///
    /// - Returns: where it is now.
    @discardableResult
    func setAside(_ name: String) throws(SpoolError) -> String {
        let folder = path(Self.damagedName)
        try Self.make(folder)
        var target = "\(Self.damagedName)/\(name)"
        var number = 1
        while exists(target), number < 1_000 {
            target = "\(Self.damagedName)/\(name).\(number)"
            number += 1
        }
        try rename(name, to: target)
        return path(target)
    }

    static let lockName = "lock"
    static let damagedName = "damaged"
}
