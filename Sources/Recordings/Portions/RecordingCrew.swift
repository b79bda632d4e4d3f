import Dispatch

/// Reads a recording with all processors that there are: several threads decode its portions and fold them in order, the
/// same as what comes from `RecordingReader`.
package enum RecordingCrew {
    /// Reads a recording from start to end.
    ///
    /// - Parameters:
    ///   - threads: how many read, the calling one with them; `RecordingLimits.threads` at most. A source that may keep its
    ///     reader waiting, a pipe, is read by the calling one alone: nobody can wake another that waits for it.
    ///   - folded: what the recording is folded into.
    ///   - fold: gets it, the items of a portion, and how far the reading is: portion by portion in their order, on any of
    ///     the threads, one at a time.
    /// - Throws: what stopped the reading; what was folded before stands.
    package static func read<Folded: ~Copyable & Sendable>(
        _ source: RecordingSource, limits: RecordingLimits = RecordingLimits(), threads: Int = Processors.count,
        into folded: inout Folded,
        _ fold: @escaping @Sendable (inout Folded, borrowing [RecordingReader.Item], RecordingProgress) -> Void
    ) throws(RecordingError) {
        let portions = try PortionReader(source, limits: limits)
        let threads = portions.neverWaits ? min(max(1, threads), limits.threads) : 1
        let desk = PortionDesk(portions, limits: limits, threads: threads, into: folded, fold)
        var worker = PortionWorker(at: desk)
        worker.workOnce()
        let others = DispatchGroup()
        // A recording of one portion needs nobody else.
        for _ in 1..<(desk.hasEnded ? 1 : threads) {
            DispatchQueue(label: "roomvitals.recording").async(group: others) {
                var other = PortionWorker(at: desk)
                other.work()
            }
        }
        worker.work()
        others.wait()
        folded = desk.giveBack()
        if let error = desk.error { throw error }
    }
}
