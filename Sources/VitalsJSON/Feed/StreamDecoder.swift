package import Vitals

/// Decodes the messages of one stream, one after the other, with what it learns of their form: reports of browsers by the
/// fast decoder, everything else by the reference decoder. Nothing of what a message says is kept.
package struct StreamDecoder: ~Copyable {
    /// Which decoder answered, in messages.
    package struct Counts: Sendable, Equatable {
        package var fast: UInt64 = 0
        package var reference: UInt64 = 0
    }

    private let reference: FeedDecoder
    private var fast: FastDecoder
    package private(set) var counts = Counts()

    package init(limits: DecodeLimits = DecodeLimits()) {
        reference = FeedDecoder(limits: limits)
        fast = FastDecoder(limits: limits)
    }

    /// As `FeedDecoder.decode`.
    package mutating func decode(_ bytes: UnsafeRawBufferPointer) throws(DecodeFailure) -> FeedMessage {
        if let report = try? fast.decode(bytes) {
            counts.fast += 1
            return .stats(report)
        }
        counts.reference += 1
        return try reference.decode(bytes)
    }

    /// As `FeedDecoder.decodeRecordedLine`.
    package mutating func decodeRecordedLine(_ bytes: UnsafeRawBufferPointer) throws(DecodeFailure) -> RecordedLine {
        if let report = try? fast.decode(bytes) {
            counts.fast += 1
            return .message(.stats(report), at: nil)
        }
        if let report = try? fast.decodeRecordedReport(bytes) {
            counts.fast += 1
            return .report(report)
        }
        counts.reference += 1
        return try reference.decodeRecordedLine(bytes)
    }
}
