// `stat` belongs to whichever C module the compiler met first; once libdispatch's is in the build, to that.
import CDispatch
import Glibc

/// What stands in a spool under a name of ours and cannot be used under it.
package struct SpoolStray: Sendable, Equatable {
    package let path: String
    /// For people: `a pipe, not a file`.
    package let reason: String

    let name: String
}

extension SpoolFolder {
    /// What the next start moves out of the way or renames.
    package func strays() throws(SpoolError) -> [SpoolStray] {
        try names().compactMap { name in
            if let kind = oddity(of: name), Self.isOurs(name) {
                return SpoolStray(path: path(name), reason: "\(kind), not a file", name: name)
            }
            guard SpooledName.misnumbered(name) != nil else { return nil }
            return SpoolStray(path: path(name), reason: "a record with a number that none has", name: name)
        }
    }

    /// What there is in a file's place: `a pipe`. `nil` for a file, and where there is nothing.
    func oddity(of name: String) -> String? {
        var status = stat()
        guard lstat(path(name), &status) == 0 else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a folder"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        case S_IFLNK: "a link"
        default: "a device"
        }
    }

    /// Why a file will not be read however often that is tried; `nil` where it may be another time.
    func lastingFault(of name: String, _ error: SpoolError) -> String? {
        if let kind = oddity(of: name) { return "\(kind), not a file" }
        return error.code == EFBIG ? error.step : nil
    }

    /// Moves strays out of the way, and puts records with odd numbers at the end of the queue. Those of sessions come
    /// last: they are dealt with together with their sessions, where that is possible.
    func clearStrays(ofSessions: Bool) throws(SpoolError) -> [RecoveredSession] {
        let strays = try strays().filter { (Self.session(of: $0.name) != nil) == ofSessions }
        guard !strays.isEmpty else { return [] }
        var cleared: [RecoveredSession] = []
        do throws(SpoolError) {
            if strays.contains(where: { $0.name == Self.lockName }) { cleared += try clearLock() }
            try locked { () throws(SpoolError) in
                for stray in strays { cleared += clear(stray.name) }
            }
        } catch {
            cleared += strays.map { RecoveredSession.stuck($0.path, error) }
        }
        return cleared
    }

    /// - Returns: nothing where another program was faster, or a running session has it.
    private func clear(_ name: String) -> [RecoveredSession] {
        do throws(SpoolError) {
            if let kind = oddity(of: name) {
                if let key = Self.session(of: name), try !SpooledSession.isFree(key, in: self) { return [] }
                let meaning = name == Self.claimsName ? ": \(Self.lostClaims)" : ""
                return [.setAside(SetAsideFile(try setAside(name), reason: "\(kind), not a file\(meaning)"))]
            }
            guard exists(name), let (key, state) = SpooledName.misnumbered(name) else { return [] }
            let renamed = SpooledName(number: try nextNumber(), key: key, state: state)
            if exists(name + Self.answerSuffix) { try rename(name + Self.answerSuffix, to: renamed.answer) }
            try rename(name, to: renamed.text)
            return [.renumbered(renamed, from: path(name))]
        } catch {
            return [.stuck(path(name), error)]
        }
    }

    /// Removes what endpoints said of records that are gone: renamed, set aside, or removed by a program that ended
    /// before it came to the answer.
    func clearAnswers() throws(SpoolError) {
        let left = try names().filter { name in
            guard name.hasSuffix(Self.answerSuffix), oddity(of: name) == nil,
                var record = SpooledName(String(name.dropLast(Self.answerSuffix.count)))
            else { return false }
            // In this order: a record becomes a refused one, and its answer is there before.
            for state in [SpooledName.State.record, .refused] {
                record.state = state
                if exists(record.text) { return false }
            }
            return true
        }
        if !left.isEmpty { try remove(left) }
    }

    /// The folder's lock itself: under the lock of the folder, since there is no other.
    private func clearLock() throws(SpoolError) -> [RecoveredSession] {
        let folder = try OwnedFile(path + "/.", O_RDONLY | O_DIRECTORY)
        try patience.take(folder, limits)
        return clear(Self.lockName)
    }

    private static let answerSuffix = ".answer"

    private static func isOurs(_ name: String) -> Bool {
        let record = name.hasSuffix(answerSuffix) ? String(name.dropLast(answerSuffix.count)) : name
        return name == claimsName || name == lockName || SpooledName(record) != nil
            || SpooledName.misnumbered(record) != nil || SpooledSession.key(of: name, suffix: ".lock") != nil
            || session(of: name) != nil
    }

    /// The session that a file belongs to, by which it is gone on with or its record is made.
    private static func session(of name: String) -> UUIDText? {
        SpooledSession.key(of: name, suffix: ".checkpoint") ?? TranscriptFile.key(of: name)
    }
}
