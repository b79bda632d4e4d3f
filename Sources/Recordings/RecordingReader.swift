package import VitalsJSON

/// Reads a recording from start to end: the bytes of a file in, its messages out, in constant memory.
///
/// Pull it with `next()` until that returns `nil` or throws. A line that cannot be read is an item like any
/// other; a file in which nothing can be read is an error.
package struct RecordingReader: ~Copyable {
    package enum Item: Sendable, Equatable {
        case line(RecordedLine)
        case damaged(DamagedLine)
    }

    private let limits: RecordingLimits
    private var portions: PortionReader
    private var decoder: PortionDecoder
    private var assembly: RecordingAssembly?
    private var portion: Portion
    private var decoded = DecodedPortion()
    /// Those of the portions so far that have not been handed out, the next one last.
    private var waiting: [Item] = []
    private var hasEnded = false
    /// What comes behind the items that wait.
    private var failure: RecordingError?

    package var name: String { portions.name }
    /// How far the reading is; what was read may not have been handed out yet.
    package private(set) var progress = RecordingProgress(bytesRead: 0)

    /// Opens `source` and reads its first bytes.
    package init(_ source: RecordingSource, limits: RecordingLimits = RecordingLimits()) throws(RecordingError) {
        self.limits = limits
        portions = try PortionReader(source, limits: limits)
        decoder = PortionDecoder(portions.name, limits: limits)
        portion = Portion(limits: limits)
    }

    /// The next message or damaged line; `nil` at the end.
    ///
    /// - Throws: what stopped the reading. What was handed out before stands, and nothing follows.
    package mutating func next() throws(RecordingError) -> Item? {
        while waiting.isEmpty, !hasEnded { readPortion() }
        if let item = waiting.popLast() { return item }
        guard let failure else { return nil }
        self.failure = nil
        throw failure
    }

    private mutating func readPortion() {
        portion.removeAll()
        decoded.removeAll()
        guard portions.read(&portion) else {
            hasEnded = true
            return
        }
        decoder.decode(portion, into: &decoded)
        var assembly = assembly ?? RecordingAssembly(name, head: portions.head, limits: limits)
        do throws(RecordingError) {
            hasEnded = try !assembly.take(&decoded)
        } catch {
            failure = error
            hasEnded = true
        }
        self.assembly = assembly
        waiting = decoded.items.reversed()
        progress = portion.progress
    }
}
