public import Vitals

/// Decodes the messages of one stream, one after the other, with what it learns of their form: reports of browsers by the
/// fast decoder, everything else by the reference decoder. Nothing of what a message measures is kept.
public struct StreamDecoder: ~Copyable {
    private let reference: FeedDecoder
    private var fast: FastDecoder
    private var padded = PaddedText()

    public init(limits: DecodeLimits = DecodeLimits()) {
        reference = FeedDecoder(limits: limits)
        fast = FastDecoder(limits: limits)
    }

    /// As `FeedDecoder.decode`.
    public mutating func decode(_ bytes: UnsafeRawBufferPointer) throws(DecodeFailure) -> FeedMessage {
        if let report = report(bytes) { return .stats(report) }
        return try reference.decode(bytes)
    }

    private mutating func report(_ bytes: UnsafeRawBufferPointer) -> StatsReport? {
        guard let copy = padded.copy(of: bytes) else { return try? fast.decode(bytes) }
        return try? fast.decode(copy, readableBehind: PaddedText.bytesBehind)
    }

    /// Takes back a message that nobody needs any more: a report's entries will be written where this one's were.
    ///
    /// What is not taken back costs a list of its own for each report, and nothing else.
    public mutating func reuse(_ message: consuming FeedMessage) {
        guard case .stats(var report) = consume message else { return }
        fast.reuse(&report)
    }

    /// Takes back a line that nobody needs any more.
    package mutating func reuse(_ line: consuming RecordedLine) {
        switch consume line {
        case .report(var report): fast.reuse(&report)
        case .message(let message, at: _): reuse(consume message)
        }
    }

    /// As `FeedDecoder.decodeRecordedLine`.
    ///
    /// - Parameter readableBehind: bytes behind the line's that may be looked at, whatever they are: the more of
    ///   `JSONCursor.windowBytes`, the sooner the last ones are read.
    package mutating func decodeRecordedLine(
        _ bytes: UnsafeRawBufferPointer, readableBehind: Int = 0
    ) throws(DecodeFailure) -> RecordedLine {
        if let report = try? fast.decode(bytes, readableBehind: readableBehind) {
            return .message(.stats(report), at: nil)
        }
        if let report = try? fast.decodeRecordedReport(bytes, readableBehind: readableBehind) {
            return .report(report)
        }
        return try reference.decodeRecordedLine(bytes)
    }
}
