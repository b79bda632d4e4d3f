import ArgumentParser
import LiveServer
import Monitor
import SessionRecords
import Vitals
import WireText

/// A session's record from the command's beginning to its end: what earlier runs left behind, this run's session, and its
/// publication.
struct RecordRun {
    let keeping: RecordKeeping
    private let waiting: WaitingRecords?
    private let publisher: RecordPublisher

    /// ms for which a program may be gone for its session to be gone on with: after that, a room of the same name is
    /// another call.
    private static let longestAbsence: Double = 3_600_000

    /// - Throws: the exit status, having said why.
    init?(
        _ options: RecordOptions?, resuming room: String? = nil, shownIn live: LiveRoom?, signals: SignalWatch? = nil,
        note: @escaping @Sendable (String) -> Void
    ) throws {
        guard let options else { return nil }
        let keeping: RecordKeeping
        do throws(SpoolError) {
            if let room,
                let session = try options.folder.resume(
                    room: room, ids: options.ids, heardSince: Clock.wall - Self.longestAbsence)
            {
                let id = session.checkpoint.ids.sessionID ?? session.checkpoint.key
                note("going on with session \(id) of \(WallTime.readable(session.checkpoint.session.start ?? 0))")
                keeping = RecordKeeping(options, resuming: session, note: note)
            } else {
                keeping = RecordKeeping(options, note: note)
            }
            try Self.recover(options.folder, keeping.recorder, note)
        } catch {
            throw ExitStatus.failed.because("--spool \(error)")
        }
        self.keeping = keeping
        // By then nothing else draws on the terminal, and whoever waits wants to know at once.
        publisher = RecordPublisher(keeping.recorder, room: live, signals: signals, note: Console.note)
        publisher.tellOpen()
        waiting = options.sender.map {
            WaitingRecords(options.folder, sender: $0, recorder: keeping.recorder, note: note)
        }
        waiting?.start()
    }

    /// Makes records of sessions whose programs are gone, and says which.
    ///
    /// - Returns: of how many sessions and files that failed.
    @discardableResult
    static func recover(
        _ folder: SpoolFolder, _ recorder: SessionRecorder?, _ note: (String) -> Void
    ) throws(SpoolError) -> Int {
        var failed = 0
        for outcome in try folder.recover() {
            switch outcome {
            case .recorded(_, let record):
                recorder?.count { $0.recovered += 1 }
                note(
                    "recovered session \(record.sessionID) of room \((record.room ?? "").printable(limit: 80)), "
                        + "\(WallTime.readable(record.startTime)): its program ended without a word; its record is in the spool"
                )
            case .renumbered(let name, let old):
                note("\(old.printable()): no record has such a number; it is \(name.text) now, behind all others")
            case .setAside(let file):
                failed += 1
                recorder?.count { $0.setAside += 1 }
                note(file.description)
            case .failed(let key, let error):
                failed += 1
                note("session \(key) could not be recovered now, the next start tries again: \(error)")
            case .stuck(let path, let error):
                failed += 1
                note("\(path.printable()) could not be moved out of the way, the next start tries again: \(error)")
            }
        }
        return failed
    }

    /// What `/metrics` tells of it.
    var metrics: @Sendable () -> [ProgramStatistic] {
        { [recorder = keeping.recorder] in recorder.statistics.metrics }
    }

    /// Publishes what the bot saw.
    ///
    /// - Returns: `false` where the record is not where it should be.
    func publish(_ outcome: Bot.Outcome) -> Bool {
        waiting?.stop()
        guard case .attached(let summary) = outcome else {
            publisher.tellNothing()
            return true
        }
        return publisher.publish(summary)
    }
}
