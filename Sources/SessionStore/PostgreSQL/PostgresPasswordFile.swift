import Glibc

/// The file that libpq would take a password from.
enum PostgresPasswordFile {
    /// What libpq is told to read instead of a file that it would only complain of, on standard error and with each
    /// connection: nothing can be there.
    static let none = "/dev/null/none"

    /// The file, where it is there and libpq does not read it: others may, or it is no file.
    ///
    /// - Parameter named: by the URL; otherwise the environment counts, then the home folder.
    static func unread(named: String?) -> String? {
        guard let path = named ?? environment("PGPASSFILE") ?? environment("HOME").map({ $0 + "/.pgpass" }) else {
            return nil
        }
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let isOwners = status.st_mode & 0o077 == 0
        return status.st_mode & S_IFMT == S_IFREG && isOwners ? nil : path
    }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
