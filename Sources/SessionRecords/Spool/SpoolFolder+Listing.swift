import Glibc
import Vitals

/// One session of a spool, as it is listed.
package struct ListedSession: Sendable {
    package enum State: Sendable, Equatable {
        /// Its program runs.
        case running
        /// Its program is gone, and nobody has made its record yet.
        case orphaned
        case waiting(SpooledName)
        case refused(SpooledName)
        /// Its file cannot be read: that of its record, or its checkpoint.
        case damaged(SpooledName?, SpoolError)
    }

    package var state: State
    package var sessionID: UUIDText
    /// The room, where that is known.
    package var room: String?
    /// ms since 1970, where that is known.
    package var start: Double?
    /// `nil` where there is none, or none that can be read.
    package var record: SpooledRecord?
    /// What the endpoint said last.
    package var answer: String?

    /// The record's file, where there is one.
    package var name: SpooledName? {
        switch state {
        case .running, .orphaned: nil
        case .waiting(let name), .refused(let name): name
        case .damaged(let name, _): name
        }
    }
}

extension SpoolFolder {
    /// All that is in the spool: running sessions first, then records in the order in which they go.
    package func sessions() throws(SpoolError) -> [ListedSession] {
        var listed: [ListedSession] = []
        let names = try names()
        let recorded = Set(names.compactMap { SpooledName($0)?.key })
        for key in names.compactMap({ SpooledSession.key(of: $0, suffix: ".checkpoint") })
        where !recorded.contains(key) && !isDelivered(SpooledSession.lockName(key)) {
            let isFree = (try? SpooledSession.isFree(key, in: self)) ?? false
            do throws(SpoolError) {
                let checkpoint = try checkpoint(of: key)
                listed.append(
                    ListedSession(
                        state: isFree ? .orphaned : .running, sessionID: checkpoint.ids.sessionID ?? key,
                        room: checkpoint.session.room?.name, start: checkpoint.session.start))
            } catch {
                // A running program writes the next one in a moment.
                listed.append(ListedSession(state: isFree ? .damaged(nil, error) : .running, sessionID: key))
            }
        }
        for name in try records() where !isDelivered(name.text) {
            do throws(SpoolError) {
                let (record, answer) = try look(at: name)
                let state: ListedSession.State = name.state == .refused ? .refused(name) : .waiting(name)
                listed.append(
                    ListedSession(state: state, sessionID: record.sessionID, record: record, answer: answer))
            } catch {
                listed.append(ListedSession(state: .damaged(name, error), sessionID: name.key))
            }
        }
        return listed
    }

    /// Whether a file says that what it was of has arrived: it could not be removed then, and nobody wants it.
    func isDelivered(_ name: String) -> Bool {
        guard oddity(of: name) == nil, let file = try? OwnedFile(path(name), O_RDONLY) else { return false }
        return file.isDelivered
    }

    /// A session's newest state, without taking it over.
    func checkpoint(of key: UUIDText) throws(SpoolError) -> Checkpoint {
        let name = SpooledSession.checkpointName(key)
        // Where it cannot even be opened, what it is says more than why.
        if let kind = oddity(of: name) { throw SpoolError(path(name), "\(kind), not a file") }
        let bytes = try OwnedFile(path(name), O_RDONLY).read(limit: limits.fileBytes)
        do throws(Checkpoint.Fault) {
            return try Checkpoint(decoding: bytes, limits: SessionLimits())
        } catch {
            throw SpoolError(path(name), error.description)
        }
    }

    /// A record and the last answer, without taking it in hand.
    func look(at name: SpooledName) throws(SpoolError) -> (SpooledRecord, String?) {
        if let kind = oddity(of: name.text) { throw SpoolError(path(name.text), "\(kind), not a file") }
        let claimed = ClaimedRecord(self, name, try OwnedFile(path(name.text), O_RDONLY))
        return (try claimed.read(), claimed.answer())
    }
}
