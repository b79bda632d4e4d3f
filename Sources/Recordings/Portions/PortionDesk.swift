import Synchronization

/// Where the threads that read one recording get their portions, and fold what is in them when it is their turn.
///
/// Whoever decodes a portion folds it, too: what came of it stays in that thread's cache, and its references are counted by
/// nobody else. What goes from thread to thread is what is folded into.
final class PortionDesk<Folded: ~Copyable & Sendable>: Sendable {
    typealias Fold = @Sendable (inout Folded, borrowing [RecordingReader.Item], RecordingProgress) -> Void

    private struct Reading: ~Copyable {
        var portions: PortionReader
        var count = 0
        var isOver = false
    }

    private struct Folding: ~Copyable {
        /// `nil` once it has been given back.
        var folded: Folded?
        var assembly: RecordingAssembly?
        var hasEnded = false
        /// What stopped the reading.
        var error: RecordingError?
    }

    let name: String
    let limits: RecordingLimits
    private let reading: Mutex<Reading>
    private let folding: Mutex<Folding>
    private let turns: Turns
    private let fold: Fold

    init(
        _ portions: consuming sending PortionReader, limits: RecordingLimits, threads: Int,
        into folded: consuming sending Folded, _ fold: @escaping Fold
    ) {
        name = portions.name
        self.limits = limits
        turns = Turns(count: PortionWorker<Folded>.ahead * threads)
        self.fold = fold
        reading = Mutex(Reading(portions: portions))
        folding = Mutex(Folding(folded: folded))
    }

    /// Reads the next portion.
    ///
    /// - Returns: its number, from 0 on; `nil` behind the last.
    func next(into portion: inout Portion) -> Int? {
        portion.removeAll()
        return reading.withLock { reading in
            guard !reading.isOver, reading.portions.read(&portion) else {
                reading.isOver = true
                return nil
            }
            defer { reading.count += 1 }
            return reading.count
        }
    }

    /// Folds what came of the portion `number`, unless it is another's turn.
    ///
    /// - Parameter isPatient: waits for the turn.
    /// - Returns: `false` where it is not its turn.
    func fold(_ decoded: inout DecodedPortion, _ number: Int, isPatient: Bool) -> Bool {
        if isPatient {
            turns.wait(for: number)
        } else if !turns.hasCome(for: number) {
            return false
        }
        folding.withLock { folding in
            guard !folding.hasEnded, var folded = folding.folded.take() else { return }
            fold(&decoded, into: &folded, &folding)
            folding.folded = consume folded
        }
        turns.pass(from: number)
        return true
    }

    private func fold(_ decoded: inout DecodedPortion, into folded: inout Folded, _ folding: inout Folding) {
        var assembly =
            folding.assembly
            ?? RecordingAssembly(name, head: reading.withLock { $0.portions.head }, limits: limits)
        do throws(RecordingError) {
            folding.hasEnded = try !assembly.take(&decoded)
        } catch {
            folding.error = error
            folding.hasEnded = true
        }
        folding.assembly = assembly
        fold(&folded, decoded.items, decoded.progress)
        if folding.hasEnded { reading.withLock { $0.isOver = true } }
    }

    /// Nothing follows what has been folded.
    var hasEnded: Bool { folding.withLock { $0.hasEnded } }

    /// What stopped the reading.
    var error: RecordingError? { folding.withLock { $0.error } }

    /// What all was folded into; once, when nobody is at work any more.
    func giveBack() -> Folded {
        folding.withLock { folding in
            guard let folded = folding.folded.take() else { preconditionFailure("it is given back once") }
            return folded
        }
    }
}
