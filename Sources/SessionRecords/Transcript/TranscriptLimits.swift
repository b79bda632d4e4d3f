/// The bounds of one session's transcript.
package struct TranscriptLimits: Sendable, Equatable {
    /// Bytes of UTF-8 of all lines. What is said beyond it is counted, and the record says so.
    package var bytes = 4 << 20
    package var lines = 50_000
    /// Bytes of UTF-8 of one line; a longer one is cut, with a mark.
    package var lineBytes = 16 << 10
    /// Segments that are not final yet, at once; beyond it the oldest is taken as it stands.
    package var openSegments = 256
    /// Final segments that are remembered, to know one that comes again.
    package var rememberedSegments = 100_000

    package init() {}
}
