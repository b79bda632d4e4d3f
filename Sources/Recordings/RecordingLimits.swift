/// The bounds on reading a recording, whatever its size and whoever made it.
///
/// Together they keep memory at some portions for each thread, of a chunk or two as a rule and of `lineBytes` and two chunks
/// at most, and let no input hold the reader up that has nothing to read in it.
package struct RecordingLimits: Sendable, Equatable {
    /// The longest line, without its line ending. A longer one is skipped and reported as one damaged line.
    package var lineBytes: Int
    /// How much is asked of the system at a time.
    package var chunkBytes: Int
    /// How much text is decoded at a time.
    package var portionBytes: Int
    /// How many lines are decoded at a time: what comes of a line takes memory, however short it is.
    package var portionLines: Int
    /// How many threads may read; they fold what they found in its order, one at a time.
    package var threads: Int
    /// How many lines that are not blank may be unreadable before the first readable one.
    /// Up to 16 times `lineBytes` of text are looked through for it.
    package var probeLines: Int
    /// How many times its size a compressed file may expand to while nothing readable comes out of it.
    ///
    /// gzip's own maximum is 1032; recordings reach 10 to 40. Readable text may expand without limit:
    /// it costs what the same text costs uncompressed.
    package var expansionRatio: Int
    /// How much unreadable text must have come out of a compressed file before `expansionRatio` is applied.
    package var expansionGraceBytes: Int

    package init(
        lineBytes: Int = 1 << 20, chunkBytes: Int = 256 << 10, portionBytes: Int = 256 << 10,
        portionLines: Int = 4096, threads: Int = 8,
        probeLines: Int = 1000, expansionRatio: Int = 200, expansionGraceBytes: Int = 64 << 20
    ) {
        self.lineBytes = min(max(1, lineBytes), 1 << 30)
        self.chunkBytes = min(max(1, chunkBytes), 1 << 30)
        self.portionBytes = min(max(1, portionBytes), 1 << 30)
        self.portionLines = max(1, portionLines)
        self.threads = min(max(1, threads), 256)
        self.probeLines = min(max(1, probeLines), 1 << 20)
        self.expansionRatio = max(1, expansionRatio)
        self.expansionGraceBytes = max(1, expansionGraceBytes)
    }

    /// Holds a longest line, its ending, and further text.
    var bufferBytes: Int { lineBytes + 2 * chunkBytes + 2 }

    /// How much text is looked through for the first readable line.
    var probeBytes: Int { min(probeLines, Self.longestProbeLines) * lineBytes }
    /// Longest lines that are looked through for the first readable one, 16 MiB of them by default.
    private static let longestProbeLines = 16
}
