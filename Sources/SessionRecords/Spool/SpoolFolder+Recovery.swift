import Glibc
package import Vitals

/// What became of a session whose program ended without a word.
package enum RecoveredSession: Sendable {
    /// Its record, up to the last checkpoint, is in the spool now.
    case recorded(SpooledName, SessionRecord)
    /// It could not be read, or what stands under a name of the spool's is no file.
    case setAside(SetAsideFile)
    /// A record whose number was none of ours; what it was called, and what it is called at the end of the queue.
    case renumbered(SpooledName, from: String)
    /// It could not be dealt with now; the next start tries again.
    case failed(UUIDText, SpoolError)
    /// Nor could what stands in the way; its path.
    case stuck(String, SpoolError)
}

extension SpoolFolder {
    /// Turns the sessions of programs that are gone into records, and moves out of the way what is no file. Sessions of
    /// running programs are left alone.
    package func recover(limits sessionLimits: SessionLimits = SessionLimits()) throws(SpoolError) -> [RecoveredSession]
    {
        // First what only looks like a record or a lock: it would have its session cleared away, or kept for ever.
        var recovered = try clearStrays(ofSessions: false)
        var busy: SpoolError?
        for key in try orphans() {
            do throws(SpoolError) {
                guard let session = try SpooledSession(adopting: key, in: self) else { continue }
                // Whoever has the spool's lock is not waited for again at each session.
                if let busy { throw busy }
                recovered += try recover(session, limits: sessionLimits)
            } catch {
                if error.code == EBUSY { busy = error }
                recovered.append(.failed(key, error))
            }
        }
        recovered += try clearStrays(ofSessions: true)
        // Neither words without a record nor what is done with are a reason to end a start.
        try? clearDelivered()
        try? clearAnswers()
        return recovered
    }

    /// Sessions whose programs are gone and of which there is a checkpoint, with no record made of them yet.
    package func cutOff(limits: SessionLimits = SessionLimits()) throws(SpoolError) -> [CutOffSession] {
        var found: [CutOffSession] = []
        for key in try orphans() {
            // What cannot be opened is somebody else's, and stops nothing.
            guard let session = try? SpooledSession(adopting: key, in: self), !session.isDelivered,
                try !hasRecord(of: key), let checkpoint = try? session.checkpoint(limits: limits)
            else { continue }
            found.append(
                CutOffSession(
                    key: key, room: checkpoint.session.room ?? RoomInfo(name: ""), ids: checkpoint.ids,
                    end: checkpoint.session.end ?? 0))
        }
        return found
    }

    /// A session of that room whose program is gone, to be gone on with: of several, the one that was last heard of.
    ///
    /// - Parameters:
    ///   - ids: that are known of the session; one of another session or user is not gone on with.
    ///   - earliest: ms since 1970; one that was last heard of before is another call.
    package func resume(
        room: String, ids: SessionIDs = SessionIDs(), heardSince earliest: Double = 0,
        limits: SessionLimits = SessionLimits()
    ) throws(SpoolError) -> ResumedSession? {
        let newest = try cutOff(limits: limits)
            .filter { $0.room.name == room && $0.end >= earliest && !ids.contradict($0.ids, key: $0.key) }
            .max { $0.end < $1.end }
        guard let newest else { return nil }
        return try resume(newest.key, limits: limits)
    }

    /// That session, to be gone on with; `nil` where it is another program's by now.
    package func resume(
        _ key: UUIDText, limits: SessionLimits = SessionLimits()
    ) throws(SpoolError) -> ResumedSession? {
        guard let session = try SpooledSession(adopting: key, in: self),
            let checkpoint = try? session.checkpoint(limits: limits)
        else { return nil }
        return ResumedSession(files: session, checkpoint: checkpoint)
    }

    /// Sessions that have files here other than a record.
    private func orphans() throws(SpoolError) -> [UUIDText] {
        let names = try names()
        let keys = names.compactMap {
            SpooledSession.key(of: $0, suffix: ".checkpoint") ?? SpooledSession.key(of: $0, suffix: ".lock")
        }
        return Set(keys).sorted { $0.text < $1.text }
    }

    /// Removes records that arrived and could not be removed then.
    private func clearDelivered() throws(SpoolError) {
        for name in try records() where isDelivered(name.text) { try claim(name)?.remove() }
    }

    private func recover(
        _ session: consuming SpooledSession, limits: SessionLimits
    ) throws(SpoolError) -> [RecoveredSession] {
        let key = session.key
        // Its record has arrived: nobody misses what still cannot be removed.
        if session.isDelivered { return ((try? session.discard()) ?? []).map(RecoveredSession.setAside) }
        // Its record is there: the program ended between writing that and clearing away.
        if try hasRecord(of: key) { return try session.discard().map(RecoveredSession.setAside) }
        let checkpoint: Checkpoint
        do {
            guard let found = try session.checkpoint(limits: limits) else {
                // It never came to its first checkpoint, or was cleared away but for this.
                return ((try? session.discard()) ?? []).map(RecoveredSession.setAside)
            }
            checkpoint = found
        } catch let fault as Checkpoint.Fault {
            return [.setAside(SetAsideFile(try session.setAside(), reason: fault.description))]
        } catch let error as SpoolError {
            guard let reason = lastingFault(of: SpooledSession.checkpointName(key), error) else { throw error }
            return [.setAside(SetAsideFile(try session.setAside(), reason: reason))]
        } catch {
            throw SpoolError(path, "\(error)")
        }
        let written = session.lines()
        let lines = written + checkpoint.unfinishedLines(behind: written)
        let record = SessionRecord(
            of: checkpoint.session, key: key, ids: checkpoint.ids, subject: checkpoint.subject,
            monitor: checkpoint.monitor, transcript: lines,
            transcriptOmitted: checkpoint.transcriptOmitted, endReason: "recovered", partial: true)
        let name = try session.spool(SpooledRecord(record, saveURL: checkpoint.saveURL))
        let setAside = (try? session.discard()) ?? []
        return [.recorded(name, record)] + setAside.map(RecoveredSession.setAside)
    }
}

extension Checkpoint {
    /// What was being said, as it stood.
    ///
    /// - Parameter lines: that there are: what became one of them since the checkpoint is finished.
    package func unfinishedLines(behind lines: [TranscriptLine]) -> [TranscriptLine] {
        var assembly = TranscriptAssembly(open: openSegments, lines: lines)
        return assembly.finish()
    }
}

/// A session whose program is gone, as its last checkpoint has it.
package struct CutOffSession: Sendable {
    package let key: UUIDText
    package let room: RoomInfo
    package let ids: SessionIDs
    /// When it was last heard of, ms since 1970.
    package let end: Double
}

/// A session that another run of the program began.
package struct ResumedSession: ~Copyable {
    package var files: SpooledSession
    package let checkpoint: Checkpoint

    init(files: consuming SpooledSession, checkpoint: Checkpoint) {
        self.files = files
        self.checkpoint = checkpoint
    }

    package consuming func takeFiles() -> SpooledSession { files }
}
