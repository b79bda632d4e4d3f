// `stat` belongs to whichever C module the compiler met first; once libdispatch's is in the build, to that.
import CDispatch
import Glibc
package import Recordings
import Vitals
import VitalsJSON

/// Puts the recordings of one session into the order of their beginnings, since a shell lists files by name.
package enum RecordingOrder {
    /// Lines of a file that are looked through for a time.
    private static let linesToLookAt = 100

    /// The sources, earliest first. A file whose beginning cannot be told comes first, to be complained of when it is read;
    /// what can be read only once (standard input, a pipe) comes last, in the order given.
    package static func byBeginning(_ sources: [RecordingSource]) -> [RecordingSource] {
        guard sources.count > 1 else { return sources }
        let begun = sources.filter(canBeReadTwice).map { (source: $0, time: beginning(of: $0) ?? 0) }
        return begun.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element.source) + sources.filter { !canBeReadTwice($0) }
    }

    package static func canBeReadTwice(_ source: RecordingSource) -> Bool {
        guard case .file(let path) = source else { return false }
        var status = stat()
        // What is not there can be complained of twice.
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    private static func beginning(of source: RecordingSource) -> Double? {
        do throws(RecordingError) {
            var reader = try RecordingReader(source)
            for _ in 0..<linesToLookAt {
                switch try reader.next() {
                case .line(.report(let report)): return report.timestamp
                case .line(.message(let message, at: let time)):
                    if let time { return time }
                    if case .stats(let report) = message { return report.timestamp }
                case .damaged: continue
                case nil: return nil
                }
            }
        } catch {}
        return nil
    }
}
