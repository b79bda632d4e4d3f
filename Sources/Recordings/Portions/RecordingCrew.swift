import Dispatch

/// Reads a recording with all processors that there are: several threads decode its portions, and the caller gets what is in
/// them in order, the same as from `RecordingReader`.
package enum RecordingCrew {
    /// Portions under way for each thread: one at work, and one that waits to be taken in.
    private static let portionsOfThread = 2

    /// Reads a recording from start to end.
    ///
    /// - Parameters:
    ///   - threads: how many decode, the calling one with them; `RecordingLimits.threads` at most.
    ///   - body: gets the items of each portion on the calling thread, and how far the reading is.
    /// - Throws: what stopped the reading; what was handed out before stands.
    package static func read(
        _ source: RecordingSource, limits: RecordingLimits = RecordingLimits(), threads: Int = Processors.count,
        _ body: (borrowing [RecordingReader.Item], RecordingProgress) -> Void
    ) throws(RecordingError) {
        let threads = min(max(1, threads), limits.threads)
        let desk = PortionDesk(
            try PortionReader(source, limits: limits), limits: limits, threads: threads,
            places: threads * Self.portionsOfThread)
        let workers = DispatchGroup()
        defer {
            desk.close()
            workers.wait()
        }
        var decoder = PortionDecoder(desk.name, limits: limits)
        var assembly: RecordingAssembly?
        var number = 0
        while true {
            // While the next one is in another's hands, there may be more to do.
            var taken = desk.take(number, isPatient: false)
            if taken == nil, let portion = desk.next(for: 0, isPatient: false) {
                desk.decode(portion, &decoder, for: 0)
                continue
            }
            if taken == nil { taken = desk.take(number, isPatient: true) }
            guard var decoded = taken else { preconditionFailure("a place is filled before it is said to be") }
            var own = assembly ?? RecordingAssembly(desk.name, head: desk.head, limits: limits)
            // Nobody else may hold its items when they are taken in.
            taken = nil
            let goesOn = Result { () throws(RecordingError) in try own.take(&decoded) }
            body(decoded.items, decoded.progress)
            guard try goesOn.get() else { return }
            desk.giveBack(decoded)
            // A recording of one portion needs nobody else.
            if assembly == nil { for thread in 1..<threads { start(thread, at: desk, workers) } }
            assembly = own
            number += 1
        }
    }

    private static func start(_ thread: Int, at desk: PortionDesk, _ workers: DispatchGroup) {
        DispatchQueue(label: "roomvitals.recording").async(group: workers) {
            var decoder = PortionDecoder(desk.name, limits: desk.limits)
            while let portion = desk.next(for: thread) { desk.decode(portion, &decoder, for: thread) }
        }
    }
}
