package import Vitals

/// Decodes the messages of one stream, one after the other, with what it learns of their form: reports of browsers by the
/// fast decoder, everything else by the reference decoder. Nothing of what a message measures is kept.
package struct StreamDecoder: ~Copyable {
    private let reference: FeedDecoder
    private var fast: FastDecoder

    package init(limits: DecodeLimits = DecodeLimits()) {
        reference = FeedDecoder(limits: limits)
        fast = FastDecoder(limits: limits)
    }

    /// As `FeedDecoder.decode`.
    package mutating func decode(_ bytes: UnsafeRawBufferPointer) throws(DecodeFailure) -> FeedMessage {
        if let report = try? fast.decode(bytes) { return .stats(report) }
        return try reference.decode(bytes)
    }

    /// As `FeedDecoder.decodeRecordedLine`.
    package mutating func decodeRecordedLine(_ bytes: UnsafeRawBufferPointer) throws(DecodeFailure) -> RecordedLine {
        if let report = try? fast.decode(bytes) { return .message(.stats(report), at: nil) }
        if let report = try? fast.decodeRecordedReport(bytes) { return .report(report) }
        return try reference.decodeRecordedLine(bytes)
    }
}
