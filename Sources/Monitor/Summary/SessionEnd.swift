/// Why a session ended; the raw value is what machines read.
package enum SessionEnd: String, Sendable, Equatable, CaseIterable {
    /// The room ended or was deleted.
    case roomEnded = "room_ended"
    /// The connection was lost and did not come back within the grace time.
    case connectionLost = "connection_lost"
    /// A person or the system asked the program to stop.
    case interrupted
    /// The time asked for is over.
    case durationOver = "duration_over"
    /// Somebody else attached under the same identity.
    case duplicateIdentity = "duplicate_identity"
    /// The room tells of another session or user than the one that was gone on with.
    case anotherSession = "another_session"
    /// The bot was removed from the room.
    case removed
    /// The server will have no more of it: a refused token, for one.
    case refused
    /// The recording was read to its end.
    case endOfRecording = "end_of_recording"

    /// For people.
    package var text: String {
        switch self {
        case .roomEnded: "the room ended"
        case .connectionLost: "the connection was lost"
        case .interrupted: "interrupted"
        case .durationOver: "time is over"
        case .duplicateIdentity: "another monitor attached under the same identity"
        case .anotherSession: "another session began in the room"
        case .removed: "removed from the room"
        case .refused: "refused by the server"
        case .endOfRecording: "end of recording"
        }
    }
}
