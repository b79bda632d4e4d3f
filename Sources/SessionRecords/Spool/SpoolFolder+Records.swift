import Glibc

extension SpoolFolder {
    /// Puts a record into the spool, behind those that are there.
    ///
    /// - Throws: where it cannot be written, or there is no room for it: then nothing has changed.
    package func add(_ letter: SpooledRecord, key: UUIDText) throws(SpoolError) -> SpooledName {
        let bytes = letter.encoded()
        return try locked { () throws(SpoolError) in
            // In the place of a checkpoint there is room: that was counted when the session began.
            if !exists(SpooledSession.checkpointName(key)) { try makeRoom(for: bytes.count) }
            let name = SpooledName(number: try nextNumber(), key: key)
            try write(bytes, to: name.text)
            return name
        }
    }

    /// The number behind those that are there. Under the folder's lock.
    func nextNumber() throws(SpoolError) -> UInt64 {
        (try records().map(\.number).filter { $0 < SpooledName.largestNumber }.max() ?? 0) + 1
    }

    /// A record that this program alone may send or remove while the value lives; `nil` where it is gone, or another
    /// program has it in hand.
    package func claim(_ name: SpooledName) throws(SpoolError) -> ClaimedRecord? {
        guard exists(name.text) else { return nil }
        let file: OwnedFile
        do throws(SpoolError) {
            file = try OwnedFile(path(name.text), O_RDONLY)
        } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
        guard try file.lock(), file.isCurrent else { return nil }
        return ClaimedRecord(self, name, file)
    }

    /// Whether a session's record is in the spool.
    func hasRecord(of key: UUIDText) throws(SpoolError) -> Bool {
        try names().contains { (SpooledName($0)?.key ?? SpooledName.misnumbered($0)?.key) == key }
    }

    /// Removes a session's own files, where there are any. Its record stays.
    ///
    /// - Returns: what was no file, and was set aside instead.
    @discardableResult
    func removeSession(_ key: UUIDText) throws(SpoolError) -> [SetAsideFile] {
        var setAside: [SetAsideFile] = []
        // The checkpoint first: without it nothing is recovered. The lock last: whoever gets it finds nothing to do.
        let lock = SpooledSession.lockName(key)
        let checkpoint = [SpooledSession.checkpointName(key)].filter(exists)
        for names in [checkpoint, TranscriptFile.parts(self, key) + leftovers(of: key), [lock].filter(exists)]
        where !names.isEmpty {
            for name in names {
                guard let kind = oddity(of: name) else { continue }
                setAside.append(SetAsideFile(try self.setAside(name), reason: "\(kind), not a file"))
            }
            try remove(names)
        }
        return setAside
    }

    /// Files of a session that a program left half written.
    func leftovers(of key: UUIDText) -> [String] {
        ((try? names()) ?? []).filter { $0.hasSuffix(".new") && $0.contains(key.text) }
    }

    /// Removes what was refused or damaged, oldest first, until there is room.
    func makeRoom(for more: Int) throws(SpoolError) {
        var used = usedBytes()
        guard used + more > limits.bytes else { return }
        let damaged = damagedNames()
        let refused = try records().filter { $0.state == .refused }.sorted()
        for name in damaged where used + more > limits.bytes {
            // What is no file stays.
            try? remove(["\(Self.damagedName)/\(name)"])
            used = usedBytes()
        }
        for name in refused where used + more > limits.bytes {
            guard let claimed = try claim(name) else { continue }
            try claimed.remove()
            used = usedBytes()
        }
        guard used + more <= limits.bytes else {
            var error = SpoolError(
                path,
                "the spool is full (\(used) of \(limits.bytes) bytes): see roomvitals sessions list, or --spool-limit")
            error.isBeyondLimit = true
            throw error
        }
    }
}
