/// What a handshake lets in: who, where, and with which rights.
struct Admission: Sendable, Equatable {
    struct Rights: OptionSet, Sendable, Hashable {
        let rawValue: UInt8

        /// Shown to others as a participant.
        static let visible = Rights(rawValue: 1 << 0)
        /// May send stats, transcriptions and its own quality.
        static let publishes = Rights(rawValue: 1 << 1)
        /// Gets what a monitor gets.
        static let subscribes = Rights(rawValue: 1 << 2)
        /// May transcribe others; does not keep the room open.
        static let agent = Rights(rawValue: 1 << 3)
        /// May change the room's metadata and end the room.
        static let administers = Rights(rawValue: 1 << 4)
    }

    var room: String
    var identity: String
    var rights: Rights
    /// Asks to go on as the participant whose `join` gave this id.
    var resumeId: String?
    /// Metadata for the room, should this be the one to open it.
    var roomMetadata: String?

    var keepsRoomOpen: Bool { rights.contains(.visible) && !rights.contains(.agent) }
}
