import Glibc
import Vitals

/// A running session's files, of which this program is the owner while this value lives.
///
/// At every moment there is either a checkpoint or a record of it: one from which the session is published exactly once.
package struct SpooledSession: ~Copyable {
    package let key: UUIDText
    private let folder: SpoolFolder
    private let lock: OwnedFile
    private var transcript: TranscriptFile

    /// Begins a new session: nothing is promised before its first checkpoint.
    ///
    /// - Throws: also where the spool has no room for another session.
    package init(beginning key: UUIDText, in folder: SpoolFolder) throws(SpoolError) {
        try folder.locked { () throws(SpoolError) in try folder.makeRoom(for: Self.reserve) }
        var lock = try OwnedFile(folder.path(Self.lockName(key)), O_RDWR | O_CREAT)
        // Somebody who looks for lost sessions may have been faster: it finds nothing, and removes the lock's file.
        try folder.patience.take(lock, folder.limits)
        while !lock.isCurrent {
            lock = try OwnedFile(folder.path(Self.lockName(key)), O_RDWR | O_CREAT)
            try folder.patience.take(lock, folder.limits)
        }
        self.key = key
        self.folder = folder
        self.lock = lock
        transcript = TranscriptFile(folder, key: key)
    }

    /// Takes over a session whose program is gone; `nil` where it is alive, or another was faster.
    init?(adopting key: UUIDText, in folder: SpoolFolder) throws(SpoolError) {
        let lock = try OwnedFile(folder.path(Self.lockName(key)), O_RDWR | O_CREAT)
        // The lock's file may have been removed, with all others of the session, since it was opened.
        guard try lock.lock(), lock.isCurrent else { return nil }
        self.key = key
        self.folder = folder
        self.lock = lock
        transcript = TranscriptFile(folder, key: key)
    }

    /// Whether no program has the session.
    static func isFree(_ key: UUIDText, in folder: SpoolFolder) throws(SpoolError) -> Bool {
        // What is no file holds nobody off.
        guard folder.exists(lockName(key)), folder.oddity(of: lockName(key)) == nil else { return true }
        let lock = try OwnedFile(folder.path(lockName(key)), O_RDWR)
        return try lock.lock()
    }

    // MARK: While it runs

    /// Puts the session's newest state on disk, and all that was said with it.
    package mutating func save(_ checkpoint: Checkpoint) throws(SpoolError) {
        // The lines first: a checkpoint without them would be a session that lost its words.
        try transcript.sync()
        try folder.write(checkpoint.encoded(), to: Self.checkpointName(key))
    }

    /// Takes in lines of the transcript. A line that cannot be written now is kept for the next time.
    package mutating func append(_ lines: [TranscriptLine]) throws(SpoolError) {
        try transcript.append(lines)
    }

    /// Lines that the disk never took and memory could not hold.
    package var lostLines: Int { transcript.lost }

    /// All that was said.
    package func lines() -> [TranscriptLine] { transcript.lines() }

    // MARK: Its end

    /// The session is over: its record goes to the spool. The session's own files are to be discarded then.
    ///
    /// - Returns: the record's name in the spool.
    package borrowing func spool(_ letter: SpooledRecord) throws(SpoolError) -> SpooledName {
        // It may be there: what failed the last time may have been no more than the folder's flush.
        if let name = try folder.records().first(where: { [key] in $0.key == key }) {
            try folder.sync()
            return name
        }
        return try folder.add(letter, key: key)
    }

    /// The session leaves nothing behind but its record, if there is one. What cannot be removed now is cleared away by
    /// the next start.
    ///
    /// - Returns: what was no file, and was set aside instead.
    @discardableResult
    package consuming func discard() throws(SpoolError) -> [SetAsideFile] { try folder.removeSession(key) }

    /// The session's record has arrived without having been here: what there is of it must not become another one.
    ///
    /// Its lock's file says so first: that is open since the beginning, so that neither a folder that cannot be written to
    /// any more nor one that was moved stands in the way.
    ///
    /// - Returns: what was no file, and was set aside instead.
    /// - Throws: where something could not be removed, and whether the next start knows better than to send it.
    package consuming func discardDelivered() throws(LeftFile) -> [SetAsideFile] {
        let isMarked = (try? lock.markDelivered()) != nil
        // It may be here all the same: what failed may have been no more than the folder's last flush.
        for name in (try? folder.records()) ?? [] where name.key == key {
            if let record = try? folder.claim(name) { _ = record.removeDelivered() }
        }
        do throws(SpoolError) {
            return try folder.removeSession(key)
        } catch {
            // Without its checkpoint nothing is made of it.
            guard folder.exists(Self.checkpointName(key)) else { return [] }
            throw LeftFile(.checkpoint, error, isMarked: isMarked)
        }
    }

    /// Whether its record has arrived, and it could not be removed.
    var isDelivered: Bool { lock.isDelivered }

    /// Bytes that must be free when a session begins.
    private static let reserve = 64 << 10

    // MARK: Names

    static func lockName(_ key: UUIDText) -> String { "\(key.text).lock" }
    static func checkpointName(_ key: UUIDText) -> String { "\(key.text).checkpoint" }

    /// The session of a file by `suffix`.
    static func key(of name: String, suffix: String) -> UUIDText? {
        guard name.hasSuffix(suffix) else { return nil }
        return UUIDText(name.dropLast(suffix.count))
    }
}

extension SpooledSession {
    /// What the session has come to, from its checkpoint; `nil` where there is none.
    ///
    /// - Throws: `Checkpoint.Fault` where it cannot be gone on with, `SpoolError` where it cannot be read.
    borrowing func checkpoint(limits: SessionLimits) throws -> Checkpoint? {
        let name = Self.checkpointName(key)
        guard folder.exists(name) else { return nil }
        let bytes = try OwnedFile(folder.path(name), O_RDONLY).read(limit: folder.limits.fileBytes)
        return try Checkpoint(decoding: bytes, limits: limits)
    }

    /// Moves all that cannot be read out of the way.
    ///
    /// - Returns: where the checkpoint is now.
    consuming func setAside() throws(SpoolError) -> String {
        let place = try folder.setAside(Self.checkpointName(key))
        for part in TranscriptFile.parts(folder, key) { try folder.setAside(part) }
        try folder.removeSession(key)
        return place
    }
}
