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
                    room: room, ids: options.ids, heardSince: Clock.wall - RecordOptions.longestAbsence)
            {
                let id = session.checkpoint.ids.sessionID ?? session.checkpoint.key
                note("going on with session \(id) of \(WallTime.readable(session.checkpoint.session.start ?? 0))")
                keeping = RecordKeeping(options, resuming: session, note: note)
            } else {
                keeping = RecordKeeping(options, note: note)
            }
            try SpoolRecovery(options.folder, counters: keeping.recorder.counters, note: note).run()
        } catch {
            throw ExitStatus.failed.because("--spool \(error)")
        }
        self.keeping = keeping
        // By then nothing else draws on the terminal, and whoever waits wants to know at once.
        publisher = RecordPublisher(keeping.recorder, room: live, signals: signals, note: Console.note)
        publisher.tellOpen()
        waiting = options.sender.map {
            WaitingRecords(options.folder, sender: $0, counters: keeping.recorder.counters, note: note)
        }
        waiting?.start()
    }

    /// What `/metrics` tells of it.
    var metrics: @Sendable () -> [ProgramStatistic] {
        { [counters = keeping.recorder.counters] in counters.snapshot.metrics }
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
