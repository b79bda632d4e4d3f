import Dispatch
package import SessionRecords
import Synchronization

/// Brings a running session to disk, on a thread of its own: the feed never waits for a disk.
///
/// A checkpoint that is overtaken by a newer one is not written. Lines of the transcript are all written, in order.
package final class SessionRecorder: Sendable {
    private struct Pending {
        var lines: [TranscriptLine] = []
        var checkpoint: Checkpoint?
        var isScheduled = false
        /// Lines that found no room here, or never came.
        var lost = 0
    }

    private struct Disk: ~Copyable {
        var files: SpooledSession?
        var hasBegun = false
        /// Failures since it last went well.
        var failures = 0
        /// The ids that the session was told, and whether they are its own.
        var claims: [UUIDText: Bool] = [:]
        /// That the ids cannot be read is said once.
        var hasToldClaims = false
    }

    /// Lines that wait for the disk; beyond it they are lost, and counted.
    private static let waitingLines = TranscriptLimits().lines

    package let key: UUIDText
    package let options: RecordOptions
    package let counters: RecordCounters
    private let note: @Sendable (String) -> Void
    private let pending = Mutex(Pending())
    private let disk: Mutex<Disk>
    private let queue = DispatchQueue(label: "roomvitals-recorder")

    /// A new session's recorder. Nothing is on disk before the first checkpoint.
    package init(
        _ options: RecordOptions, key: UUIDText = .random(), counters: RecordCounters = RecordCounters(),
        note: @escaping @Sendable (String) -> Void
    ) {
        self.key = key
        self.options = options
        self.counters = counters
        self.note = note
        disk = Mutex(Disk())
    }

    /// Goes on with a session that another run of the program began.
    init(
        _ options: RecordOptions, resuming files: consuming SpooledSession, counters: RecordCounters,
        note: @escaping @Sendable (String) -> Void
    ) {
        key = files.key
        self.options = options
        self.counters = counters
        self.note = note
        disk = Mutex(Disk(files: files, hasBegun: true))
    }

    // MARK: From the bot's thread

    /// Takes in lines that are final.
    func add(_ lines: [TranscriptLine]) {
        guard !lines.isEmpty else { return }
        schedule { pending in
            let room = Self.waitingLines - pending.lines.count
            pending.lines += lines.prefix(room)
            let lost = max(0, lines.count - room)
            pending.lost += lost
            counters.update {
                $0.transcriptLines += UInt64(lines.count)
                $0.transcriptLinesLost += UInt64(lost)
            }
        }
    }

    /// Counts lines that were lost before they came here; the record says how many.
    func lose(_ count: Int) {
        pending.withLock { $0.lost += count }
        counters.update { $0.transcriptLinesLost += UInt64(count) }
    }

    /// Takes in the session's newest state.
    func keep(_ checkpoint: Checkpoint) {
        schedule { pending in
            if pending.checkpoint != nil { counters.update { $0.checkpointsSkipped += 1 } }
            pending.checkpoint = checkpoint
        }
    }

    private func schedule(_ change: (inout sending Pending) -> Void) {
        let isNew = pending.withLock { pending in
            change(&pending)
            defer { pending.isScheduled = true }
            return !pending.isScheduled
        }
        if isNew { queue.async { [self] in drain() } }
    }

    // MARK: On the recorder's thread

    private func drain() {
        let (lines, checkpoint) = pending.withLock { pending in
            defer {
                pending.lines = []
                pending.checkpoint = nil
                pending.isScheduled = false
            }
            return (pending.lines, pending.checkpoint)
        }
        disk.withLock { disk in write(lines, checkpoint, to: &disk) }
    }

    private func write(_ lines: [TranscriptLine], _ checkpoint: Checkpoint?, to disk: inout Disk) {
        do throws(SpoolError) {
            if disk.files == nil {
                guard checkpoint != nil else {
                    giveBack(lines)
                    return
                }
                do throws(SpoolError) {
                    disk.files = try SpooledSession(beginning: key, in: options.folder)
                } catch {
                    giveBack(lines)
                    throw error
                }
            }
            // The checkpoint even where a line failed: the file holds failed lines back, and tries again.
            try disk.files?.append(lines)
            guard var checkpoint else { return }
            settleID(&checkpoint.ids, &disk)
            try disk.files?.save(checkpoint)
            counters.update { $0.checkpoints += 1 }
            if !disk.hasBegun { tellBeginning(checkpoint) }
            disk.hasBegun = true
            if disk.failures > 0 { note("the session is on disk again") }
            disk.failures = 0
        } catch {
            disk.failures += 1
            counters.update { $0.diskFailures += 1 }
            // The first, then every twentieth: a disk that stays full fills no log.
            guard disk.failures == 1 || disk.failures % 20 == 0 else { return }
            note("\(error): the session goes on, and is kept in memory only until that works again")
        }
    }

    /// A session whose id another one has goes by its own: an app keeps one record of an id.
    private func settleID(_ ids: inout SessionIDs, _ disk: inout Disk) {
        guard options.claimsIDs, let id = ids.sessionID, id != key else { return }
        if disk.claims[id] == nil {
            guard let isOurs = claim(id, &disk) else { return }
            disk.claims[id] = isOurs
            if !isOurs {
                note("session \(id) has a record already, or another program makes it: this one is session \(key)")
            }
        }
        if disk.claims[id] == false { ids.sessionID = key }
    }

    /// - Returns: `nil` where it cannot be found out whose the id is: the app is asked then.
    private func claim(_ id: UUIDText, _ disk: inout Disk) -> Bool? {
        do throws(SpoolError) {
            return try options.folder.claim(id, for: key) { file in
                counters.update { $0.setAside += 1 }
                note("\(file)")
            }
        } catch {
            counters.update { $0.diskFailures += 1 }
            if !disk.hasToldClaims {
                note("\(error): whether another session has the id \(id) is not known; this one goes by it until it is")
            }
            disk.hasToldClaims = true
            return nil
        }
    }

    private func giveBack(_ lines: [TranscriptLine]) {
        guard !lines.isEmpty else { return }
        pending.withLock { $0.lines = lines + $0.lines }
    }

    private func tellBeginning(_ checkpoint: Checkpoint) {
        let id = checkpoint.ids.sessionID ?? key
        note(
            "session \(id) has begun; should this program be killed, the next start in \(options.folder.path) saves it")
    }

    // MARK: The end

    /// Makes the session's record, and puts it on disk. Blocks; call it when the bot has ended.
    ///
    /// - Parameter lines: of the transcript, that have not been given yet.
    package func finish(_ last: Checkpoint, endReason: String, lines more: [TranscriptLine] = []) -> FinishedRecord {
        queue.sync { drain() }
        // What is not on disk after this is nowhere.
        options.folder.waitAnew()
        return disk.withLock { disk in
            var ids = last.ids
            settleID(&ids, &disk)
            let (held, unheld) = pending.withLock { ($0.lines, $0.lost) }
            let finished = (disk.files?.lines() ?? []) + held + more
            let lines = finished + last.unfinishedLines(behind: finished)
            let lost = (disk.files?.lostLines ?? 0) + unheld
            let record = SessionRecord(
                of: last.session, key: key, ids: ids, subject: last.subject, monitor: last.monitor, transcript: lines,
                transcriptOmitted: last.transcriptOmitted + lost, endReason: endReason, partial: false)
            let letter = SpooledRecord(record, saveURL: options.saveURL)
            do throws(SpoolError) {
                return FinishedRecord(record: record, letter: letter, place: .spooled(try spool(letter, &disk)))
            } catch {
                return FinishedRecord(record: record, letter: letter, place: .memory(error))
            }
        }
    }

    /// Offers the disk a record once more that it did not take.
    func offer(_ letter: SpooledRecord) throws(SpoolError) -> SpooledName {
        try disk.withLock { disk throws(SpoolError) in try spool(letter, &disk) }
    }

    private func spool(_ letter: SpooledRecord, _ disk: inout Disk) throws(SpoolError) -> SpooledName {
        do throws(SpoolError) {
            if disk.files == nil { disk.files = try SpooledSession(beginning: key, in: options.folder) }
            guard let name = try disk.files?.spool(letter) else {
                throw SpoolError(options.folder.path, "no session is open")
            }
            // While its record is there, nothing is made of what is left.
            tell((try? disk.files.take()?.discard()) ?? [])
            return name
        } catch {
            counters.update { $0.diskFailures += 1 }
            throw error
        }
    }

    /// The record has been saved without having been on disk: what is there of the session goes.
    ///
    /// - Returns: what could not be removed.
    func discardDelivered() -> LeftFile? {
        disk.withLock { disk in
            do throws(LeftFile) {
                tell(try disk.files.take()?.discardDelivered() ?? [])
                return nil
            } catch {
                counters.update { $0.diskFailures += 1 }
                return error
            }
        }
    }

    private func tell(_ setAside: [SetAsideFile]) {
        for file in setAside {
            counters.update { $0.setAside += 1 }
            note("\(file)")
        }
    }
}

/// A record that was made, and where it is.
package struct FinishedRecord: Sendable {
    enum Place: Sendable {
        case spooled(SpooledName)
        /// The disk did not take it.
        case memory(SpoolError)
    }

    package let record: SessionRecord
    let letter: SpooledRecord
    let place: Place
}
