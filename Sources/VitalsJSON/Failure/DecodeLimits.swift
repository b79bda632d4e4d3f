/// Every bound on what a decoder accepts. Beyond one of them the whole message is refused, by name.
public struct DecodeLimits: Sendable, Equatable {
    /// Bytes of one message.
    public var messageBytes: Int
    /// Levels of objects and arrays within each other.
    ///
    /// jansson itself goes to 2,048, for which it needs 512 KiB of stack: more than a thread may have.
    public var depth: Int
    /// Objects and arrays in one message. An empty one is two bytes on the wire and some 250 in memory.
    public var containers: Int
    /// Entries of one report.
    public var entriesPerReport: Int
    /// Participants of one `join` or `update`, updates of one `connectionQuality`, identities of one `subscribeStats`.
    public var participantsPerMessage: Int
    public var tracksPerParticipant: Int
    public var attributesPerParticipant: Int
    public var segmentsPerTranscription: Int
    /// UTF-8 bytes of an identity, sid, label, id, language, reason and the like.
    public var identifierBytes: Int
    /// UTF-8 bytes of free text: metadata, an attribute's value, the words of a segment.
    public var textBytes: Int

    public init(
        messageBytes: Int = 1 << 20, depth: Int = 64, containers: Int = 65_536, entriesPerReport: Int = 10_000,
        participantsPerMessage: Int = 10_000, tracksPerParticipant: Int = 256, attributesPerParticipant: Int = 256,
        segmentsPerTranscription: Int = 20_000, identifierBytes: Int = 256, textBytes: Int = 65_536
    ) {
        self.messageBytes = messageBytes
        self.depth = depth
        self.containers = containers
        self.entriesPerReport = entriesPerReport
        self.participantsPerMessage = participantsPerMessage
        self.tracksPerParticipant = tracksPerParticipant
        self.attributesPerParticipant = attributesPerParticipant
        self.segmentsPerTranscription = segmentsPerTranscription
        self.identifierBytes = identifierBytes
        self.textBytes = textBytes
    }

    /// By how much a message may grow when a relay names its sender in it: a monitor's `messageBytes` is larger by this.
    package static let relayedOverheadBytes = 4_096
}
