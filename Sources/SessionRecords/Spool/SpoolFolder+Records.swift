import Glibc

extension SpoolFolder {
    /// Puts a record into the spool, behind those that are there.
    ///
    /// - Throws: where it cannot be written, or there is no room for it: then nothing has changed.
    package func add(_ letter: SpooledRecord, key: UUIDText) throws(SpoolError) -> SpooledName {
        let bytes = letter.encoded()
        return try locked { () throws(SpoolError) in
            try makeRoom(for: bytes.count)
            let newest = try records().map(\.number).max() ?? 0
            let name = SpooledName(number: newest + 1, key: key)
            try write(bytes, to: name.text)
            return name
        }
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
        guard try file.lock(waits: false), file.isCurrent else { return nil }
        return ClaimedRecord(self, name, file)
    }

    /// Whether a session's record is in the spool.
    func hasRecord(of key: UUIDText) throws(SpoolError) -> Bool {
        try records().contains { $0.key == key }
    }

    /// Files of a session that a program left half written.
    func leftovers(of key: UUIDText) -> [String] {
        ((try? names()) ?? []).filter { $0.hasSuffix(".new") && $0.contains(key.text) }
    }

    /// Removes what was refused or damaged, oldest first, until there is room.
    private func makeRoom(for more: Int) throws(SpoolError) {
        var used = usedBytes()
        guard used + more > limits.bytes else { return }
        let damaged = (try? SpoolFolder(path(Self.damagedName), limits: limits).names()) ?? []
        let refused = try records().filter { $0.state == .refused }.sorted()
        let expendable = damaged.map { ["\(Self.damagedName)/\($0)"] } + refused.map { [$0.text, $0.answer] }
        for names in expendable where used + more > limits.bytes {
            try remove(names)
            used = usedBytes()
        }
        guard used + more <= limits.bytes else {
            throw SpoolError(path, "the spool is full: \(used) of \(limits.bytes) bytes are used", code: EDQUOT)
        }
    }
}
