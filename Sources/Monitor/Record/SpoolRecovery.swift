package import SessionRecords
import WireText

/// Makes records of sessions whose programs are gone, and says which.
package struct SpoolRecovery {
    private let folder: SpoolFolder
    private let counters: RecordCounters
    private let note: (String) -> Void

    package init(
        _ folder: SpoolFolder, counters: RecordCounters = RecordCounters(), note: @escaping (String) -> Void
    ) {
        self.folder = folder
        self.counters = counters
        self.note = note
    }

    /// - Returns: of how many sessions and files that failed.
    @discardableResult
    package func run() throws(SpoolError) -> Int {
        var failed = 0
        for outcome in try folder.recover() {
            switch outcome {
            case .recorded(_, let record):
                counters.update { $0.recovered += 1 }
                note(
                    "recovered session \(record.sessionID) of room \((record.room ?? "").printable(limit: 80)), "
                        + "\(WallTime.readable(record.startTime)): its program ended without a word; its record is in the spool"
                )
            case .renumbered(let name, let old):
                note("\(old.printable()): no record has such a number; it is \(name.text) now, behind all others")
            case .setAside(let file):
                failed += 1
                counters.update { $0.setAside += 1 }
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
}
