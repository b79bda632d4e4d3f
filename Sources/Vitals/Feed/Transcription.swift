/// Words that a transcriber heard from one participant.
public struct Transcription: Sendable, Equatable {
    /// Who spoke.
    public var identity: String
    public var trackSid: String
    public var segments: [Segment]

    public init(identity: String, trackSid: String = "", segments: [Segment]) {
        self.identity = identity
        self.trackSid = trackSid
        self.segments = segments
    }

    /// A stretch of speech; a later one with the same `id` replaces it.
    public struct Segment: Sendable, Equatable {
        public var id: String
        public var text: String
        /// ms since 1970.
        public var startTime: Double
        /// ms since 1970.
        public var endTime: Double
        /// `false` for an interim guess that a later segment of the same id replaces.
        public var final: Bool
        public var language: String

        public init(
            id: String, text: String, startTime: Double, endTime: Double, final: Bool, language: String = ""
        ) {
            self.id = id
            self.text = text
            self.startTime = startTime
            self.endTime = endTime
            self.final = final
            self.language = language
        }
    }
}
