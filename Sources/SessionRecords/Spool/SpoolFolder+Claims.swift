import Glibc

/// Which sessions' ids are taken: an app knows one record by an id, and a program that is started anew in the same room is
/// told the same id again.
extension SpoolFolder {
    /// Takes a session's id for a session of this spool.
    ///
    /// - Parameter lost: called where the ids that were taken before could not be read, and were set aside.
    /// - Returns: `false` where another session has taken it before.
    /// - Throws: where that cannot be found out now, or not be written down.
    package func claim(
        _ id: UUIDText, for key: UUIDText, lost: (SetAsideFile) -> Void = { _ in }
    ) throws(SpoolError) -> Bool {
        try locked { () throws(SpoolError) in
            // Where somebody removed the file, what is known is written down before sessions leave the spool.
            var hasLost = !exists(Self.claimsName)
            var taken = try takenIDs { file in
                hasLost = true
                lost(file)
            }
            let owner = taken.owner(of: id)
            if owner == nil { taken.add(id, for: key) }
            if owner == nil || hasLost { try write(taken.encoded(), to: Self.claimsName) }
            return owner == nil || owner == key
        }
    }

    private func takenIDs(lost: (SetAsideFile) -> Void) throws(SpoolError) -> TakenIDs {
        guard exists(Self.claimsName) else { return idsInUse() }
        let bytes: [UInt8]
        do throws(SpoolError) {
            bytes = try OwnedFile(path(Self.claimsName), O_RDONLY).read(limit: limits.fileBytes)
        } catch {
            // What only the system keeps from us now may be there again, with all its ids.
            guard let reason = lastingFault(of: Self.claimsName, error) else { throw error }
            lost(try setAsideClaims(reason, rescued: 0))
            return idsInUse()
        }
        do throws(SealedText.Fault) {
            return try TakenIDs(decoding: bytes)
        } catch {
            let rescued = TakenIDs(rescuedFrom: bytes)
            var reason = "torn or damaged"
            if case .otherFormat = error { reason = "written by another version of roomvitals" }
            lost(try setAsideClaims(reason, rescued: rescued.count))
            // What a session's own files say is whole.
            var taken = idsInUse()
            taken.add(rescued)
            return taken
        }
    }

    private func setAsideClaims(_ reason: String, rescued: Int) throws(SpoolError) -> SetAsideFile {
        let meaning = rescued == 0 ? Self.lostClaims : "\(Self.lostClaims), and \(rescued) that could be read"
        return SetAsideFile(try setAside(Self.claimsName), reason: "\(reason): \(meaning)")
    }

    /// The ids of sessions whose checkpoints or records are here: known though nothing else is.
    private func idsInUse() -> TakenIDs {
        var taken = TakenIDs()
        for key in ((try? names()) ?? []).compactMap({ SpooledSession.key(of: $0, suffix: ".checkpoint") }) {
            if let id = (try? checkpoint(of: key))?.ids.sessionID { taken.add(id, for: key) }
        }
        for name in (try? records()) ?? [] {
            if let (record, _) = try? look(at: name) { taken.add(record.sessionID, for: name.key) }
        }
        return taken
    }

    static let claimsName = "ids"
    /// What it means that the file is gone.
    static let lostClaims =
        "which session ids were taken before is not known any more, but for those of sessions in the spool"
}
