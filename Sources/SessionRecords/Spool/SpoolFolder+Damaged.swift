import Glibc

/// What could not be read, and was set aside.
extension SpoolFolder {
    package var damagedPath: String { path(Self.damagedName) }

    /// The names of what was set aside, sorted.
    package func damagedNames() -> [String] {
        guard let folder = try? SpoolFolder(existing: damagedPath) else { return [] }
        return (try? folder.names()) ?? []
    }

    /// Where what was set aside of a session is; empty where nothing was.
    ///
    /// - Parameter beginning: of the session's id, in lower case. The app's is found where that can still be read.
    package func damaged(ofSession beginning: String) -> [String] {
        damagedNames().map { "\(Self.damagedName)/\($0)" }.filter { name in
            Self.isOfSession(name.dropFirst(Self.damagedName.count + 1), beginning) || tellsID(name, beginning)
        }.map { path($0) }
    }

    private static func isOfSession(_ file: Substring, _ beginning: String) -> Bool {
        let behindNumber = file.drop { $0.isASCII && $0.isNumber }
        return file.hasPrefix(beginning) || behindNumber.hasPrefix("-\(beginning)")
    }

    private func tellsID(_ name: String, _ beginning: String) -> Bool {
        guard let file = try? OwnedFile(path(name), O_RDONLY), let bytes = try? file.read(first: Self.searchedBytes)
        else { return false }
        return bytes.firstRange(of: Array("\"session_id\":\"\(beginning)".utf8)) != nil
    }

    /// Records and checkpoints say whose they are before anything else.
    private static let searchedBytes = 4 << 10
}
