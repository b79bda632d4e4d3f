import Glibc

/// A record of the spool that this program has in hand.
package struct ClaimedRecord: ~Copyable {
    package let name: SpooledName
    private let folder: SpoolFolder
    private let file: OwnedFile

    init(_ folder: SpoolFolder, _ name: SpooledName, _ file: consuming OwnedFile) {
        self.folder = folder
        self.name = name
        self.file = file
    }

    /// - Throws: where it cannot be read, or is not what was written.
    package borrowing func read() throws(SpoolError) -> SpooledRecord {
        let bytes = try file.read(limit: folder.limits.fileBytes)
        do throws(SealedText.Fault) {
            return try SpooledRecord(decoding: bytes)
        } catch {
            switch error {
            case .otherFormat: throw SpoolError(file.path, "written by another version of roomvitals")
            case .foreign, .damaged: throw SpoolError(file.path, "torn or damaged")
            }
        }
    }

    /// It has arrived. Where it cannot be removed it says so itself.
    ///
    /// - Returns: what could not be removed.
    package consuming func removeDelivered() -> LeftFile? {
        do throws(SpoolError) {
            try folder.removeSession(name.key)
            try folder.remove([name.text, name.answer])
            return nil
        } catch {
            guard folder.exists(name.text) else { return nil }
            // Whatever of the session could not be removed before it, it is the record that matters.
            let reason = SpoolError(file.path, "cannot remove", code: error.code)
            return LeftFile(.record, reason, isMarked: (try? markDelivered()) != nil)
        }
    }

    private borrowing func markDelivered() throws(SpoolError) {
        try OwnedFile(file.path, O_WRONLY).markDelivered()
    }

    /// Whether it has arrived, and could not be removed.
    var isDelivered: Bool { file.isDelivered }

    /// It is not wanted any more.
    package consuming func remove() throws(SpoolError) {
        // While its record is there a session is not recovered: nothing of it may be left when that goes.
        try folder.removeSession(name.key)
        try folder.remove([name.text, name.answer])
    }

    /// The endpoint will not have it: it is kept aside, with what the endpoint said.
    package consuming func refuse(_ answer: String) throws(SpoolError) {
        var refused = name
        refused.state = .refused
        try? folder.write(Array((answer + "\n").utf8), to: refused.answer)
        try folder.rename(name.text, to: refused.text)
        try? folder.remove([name.answer])
    }

    /// Notes what went wrong; it waits on.
    package borrowing func note(_ answer: String) {
        try? folder.write(Array((answer + "\n").utf8), to: name.answer)
    }

    /// What the endpoint said last.
    package borrowing func answer() -> String? {
        guard let file = try? OwnedFile(folder.path(name.answer), O_RDONLY), let bytes = try? file.read(limit: 64 << 10)
        else { return nil }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// It cannot be read: out of the way.
    package consuming func setAside() throws(SpoolError) -> String {
        try folder.setAside(name.text)
    }

    /// Another takes its place in the queue.
    package consuming func replace(by letter: SpooledRecord) throws(SpoolError) {
        try folder.write(letter.encoded(), to: name.text)
    }

    /// It waits again.
    package consuming func putBack() throws(SpoolError) {
        var waiting = name
        waiting.state = .record
        try folder.rename(name.text, to: waiting.text)
        try? folder.remove([name.answer])
    }
}
