import Monitor
import Recordings

/// What `replay` says on the terminal while it reads.
struct ReplayDisplay: ~Copyable {
    private var bar = ProgressBar()
    private var named = 0

    /// Names a damaged line, unless too many were.
    mutating func name(_ line: DamagedLine) {
        named += 1
        guard named <= Replay.namedDamage else { return }
        bar.clear()
        Console.note(line.description)
    }

    mutating func show(_ progress: RecordingProgress, of name: String) {
        let share = progress.totalBytes.map { Double(progress.bytesRead) / Double(max(1, $0)) }
        bar.show(name, read: progress.bytesRead, share: share, at: Clock.monotonic)
    }

    mutating func clear() { bar.clear() }
}
