import Vitals

/// Text streams of the topic `lk.transcription`, put together from their pieces: one stream is one segment, or one guess at
/// one.
///
/// A value without I/O. Bounded: `maxStreams` at once, `maxBytes` of one; what is beyond is left out and counted.
struct TextStreams: Sendable {
    static let topic = "lk.transcription"
    static let maxStreams = 256
    static let maxBytes = 64 << 10

    private struct Stream {
        var identity: String
        var info: EngineStreamInfo
        /// The engine reads for as long as it is kept.
        var reader: EngineHandle?
        var text = ""
    }

    private var streams: [UInt64: Stream] = [:]
    /// In the order of their beginnings.
    private var order: [UInt64] = []
    private(set) var leftOut: UInt64 = 0

    /// - Returns: whether its pieces are wanted.
    mutating func open(_ opened: EngineStreamOpened, _ reader: EngineHandle?) -> Bool {
        let info = opened.reader.info
        let id = opened.reader.handle.id
        guard info.topic == Self.topic, streams[id] == nil else { return false }
        if order.count >= Self.maxStreams {
            // One whose end never came.
            streams[order.removeFirst()] = nil
            leftOut += 1
        }
        order.append(id)
        streams[id] = Stream(identity: opened.participantIdentity, info: info, reader: reader)
        return true
    }

    /// The connection has ended: nothing more comes of any.
    mutating func removeAll() {
        leftOut += UInt64(order.count)
        streams = [:]
        order = []
    }

    /// Takes in what was read.
    ///
    /// - Parameter now: ms since 1970.
    /// - Returns: the segment, where the stream has ended and was not broken off.
    mutating func read(_ event: EngineTextReaderEvent, at now: Double) -> FeedMessage? {
        switch event.detail {
        case .chunkReceived(let chunk):
            guard let length = streams[event.readerHandle]?.text.utf8.count else { return nil }
            if chunk.content.utf8.count <= Self.maxBytes - length {
                streams[event.readerHandle]?.text += chunk.content
            } else {
                leftOut += 1
            }
            return nil
        case .eos(let end): return close(event.readerHandle, end, at: now)
        case nil: return nil
        }
    }

    private mutating func close(_ id: UInt64, _ end: EngineTextReaderEvent.End, at now: Double) -> FeedMessage? {
        guard let stream = streams.removeValue(forKey: id) else { return nil }
        order.removeAll { $0 == id }
        guard !end.hasError else { return nil }
        let attributes = stream.info.attributes.merging(end.attributes) { $1 }
        let start = Double(stream.info.timestamp)
        let segment = Transcription.Segment(
            id: attributes["lk.segment_id"] ?? stream.info.streamID, text: stream.text, startTime: start,
            endTime: max(now, start), final: attributes["lk.transcription_final"] != "false",
            language: attributes["lk.transcription_language"] ?? "")
        return .transcription(
            Transcription(
                identity: stream.identity, trackSid: attributes["lk.transcribed_track_id"] ?? "", segments: [segment]))
    }
}
