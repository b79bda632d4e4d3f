import Vitals

extension Transcription {
    /// ms since 1970 before which a time is none of the day: transcribers of the older kind count from where they like.
    private static let earliest: Double = 1e12

    /// A transcription packet of the older kind, of which agents send some still.
    ///
    /// - Parameter now: ms since 1970.
    init(_ received: EngineTranscriptionReceived, at now: Double) {
        self.init(
            identity: received.participantIdentity, trackSid: received.trackSid,
            segments: received.segments.map { segment in
                let (start, end) = (Double(segment.startTime), Double(segment.endTime))
                let isTimeOfDay = start >= Self.earliest && end >= start
                return Segment(
                    id: segment.id, text: segment.text, startTime: isTimeOfDay ? start : now,
                    endTime: isTimeOfDay ? end : now, final: segment.final, language: segment.language)
            })
    }
}
