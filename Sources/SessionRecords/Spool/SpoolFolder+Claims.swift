import Glibc
import VitalsJSON

/// Which sessions' ids are taken: an app knows one record by an id, and a program that is started anew in the same room is
/// told the same id again.
extension SpoolFolder {
    /// Takes a session's id for a session of this spool.
    ///
    /// - Returns: `false` where another session has taken it before.
    package func claim(_ id: UUIDText, for key: UUIDText) throws(SpoolError) -> Bool {
        try locked { () throws(SpoolError) in
            var claims = self.claims()
            if let owner = claims.last(where: { $0.id == id })?.key { return owner == key }
            claims.append((id, key))
            if claims.count > Self.claimLimit { claims.removeFirst(claims.count - Self.claimLimit) }
            let text = claims.map { "\($0.id) \($0.key)\n" }.joined()
            try write(Array(text.utf8), to: Self.claimsName)
            return true
        }
    }

    private func claims() -> [(id: UUIDText, key: UUIDText)] {
        guard let file = try? OwnedFile(path(Self.claimsName), O_RDONLY),
            let bytes = try? file.read(limit: limits.fileBytes)
        else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 2, let id = UUIDText(words[0]), let key = UUIDText(words[1]) else { return nil }
            return (id, key)
        }
    }

    static let claimsName = "ids"
    /// What it means that the file is gone.
    static let lostClaims = "which session ids were taken before is not known any more"
    /// Ids that are remembered; the oldest go: 73 bytes each.
    private static let claimLimit = 5_000
}
