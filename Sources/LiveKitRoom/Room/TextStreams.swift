import Vitals

/// Text streams of the topic `lk.transcription`, put together from their pieces: one stream is one segment, or one guess at
/// one.
///
/// A pure value. Bounded: `maxStreams` at once, `maxBytes` of one; what is beyond is left out and counted.
struct TextStreams: Sendable {
    static let topic = "lk.transcription"
    static let maxStreams = 256
    static let maxBytes = 64 << 10

    private struct Stream {
        var identity: String
        var attributes: [String: String]
        /// ms since 1970.
        var start: Double
        var bytes: [UInt8] = []
    }

    private var streams: [String: Stream] = [:]
    /// In the order of their beginnings.
    private var order: [String] = []
    private(set) var leftOut: UInt64 = 0

    mutating func open(_ received: EngineStreamHeaderReceived) {
        let header = received.header
        guard header.topic == Self.topic else { return }
        if order.count >= Self.maxStreams {
            // One whose end never came.
            streams[order.removeFirst()] = nil
            leftOut += 1
        }
        if streams[header.streamID] == nil { order.append(header.streamID) }
        streams[header.streamID] = Stream(
            identity: received.participantIdentity, attributes: header.attributes, start: Double(header.timestamp))
    }

    mutating func add(_ chunk: EngineStreamChunk) {
        guard let room = streams[chunk.streamID].map({ Self.maxBytes - $0.bytes.count }) else { return }
        guard chunk.content.count <= room else {
            leftOut += 1
            return
        }
        streams[chunk.streamID]?.bytes.append(contentsOf: chunk.content)
    }

    /// - Parameter now: ms since 1970.
    /// - Returns: the segment, unless the stream was none, or was broken off.
    mutating func close(_ trailer: EngineStreamTrailer, at now: Double) -> FeedMessage? {
        guard let stream = streams.removeValue(forKey: trailer.streamID) else { return nil }
        order.removeAll { $0 == trailer.streamID }
        guard trailer.reason.isEmpty else { return nil }
        let attributes = stream.attributes.merging(trailer.attributes) { $1 }
        let segment = Transcription.Segment(
            id: attributes["lk.segment_id"] ?? trailer.streamID, text: String(decoding: stream.bytes, as: UTF8.self),
            startTime: stream.start, endTime: max(now, stream.start),
            final: attributes["lk.transcription_final"] != "false",
            language: attributes["lk.transcription_language"] ?? "")
        return .transcription(
            Transcription(
                identity: stream.identity, trackSid: attributes["lk.transcribed_track_id"] ?? "", segments: [segment]))
    }
}
