package import Vitals

/// Bytes of one message in, a `FeedMessage` or a `DecodeFailure` out.
///
/// `ReferenceDecoder`, which stands on jansson, says what a message means. Who decodes a stream takes `StreamDecoder`, which
/// has a faster one in front of it.
///
/// A decoder is a value without state: a bad message leaves nothing behind, and any thread may use it.
package struct FeedDecoder: Sendable {
    package let limits: DecodeLimits

    package init(limits: DecodeLimits = DecodeLimits()) {
        self.limits = limits
    }

    /// Decodes one message of the feed, either way.
    ///
    /// Unknown fields are ignored; a message of an unknown name is `.unknown`. An entry that cannot be read is
    /// `.malformed` within its report, which stands.
    ///
    /// - Throws: the reason for which the message as a whole was refused.
    package func decode(_ bytes: UnsafeRawBufferPointer) throws(DecodeFailure) -> FeedMessage {
        try ReferenceDecoder(limits: limits).decode(bytes)
    }

    package func decode(_ bytes: [UInt8]) throws(DecodeFailure) -> FeedMessage {
        try bytes.span.bytes.withUnsafeBytes { (buffer) throws(DecodeFailure) in try decode(buffer) }
    }

    /// Decodes one line of a recording: a report as browsers' recorders write it, or a message of the feed.
    ///
    /// - Throws: the reason for which the line as a whole was refused.
    package func decodeRecordedLine(_ bytes: UnsafeRawBufferPointer) throws(DecodeFailure) -> RecordedLine {
        try ReferenceDecoder(limits: limits).decodeRecordedLine(bytes)
    }

    package func decodeRecordedLine(_ bytes: [UInt8]) throws(DecodeFailure) -> RecordedLine {
        try bytes.span.bytes.withUnsafeBytes { (buffer) throws(DecodeFailure) in try decodeRecordedLine(buffer) }
    }
}
