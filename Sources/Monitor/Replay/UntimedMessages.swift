import Vitals

/// What a recording said before it told a time: a join, as a rule. Kept for the first time that it tells.
struct UntimedMessages: Sendable {
    /// Messages that are kept.
    static let limit = 10_000
    /// Bytes that those may take which are kept: a room of thousands, and no flood of words.
    static let byteLimit = 16 << 20

    private(set) var messages: [FeedMessage] = []
    private var bytes = 0
    /// Messages beyond those limits.
    private(set) var dropped: UInt64 = 0

    mutating func keep(_ message: FeedMessage) {
        let size = Self.bytes(of: message)
        guard messages.count < Self.limit, bytes + size <= Self.byteLimit else {
            dropped += 1
            return
        }
        bytes += size
        messages.append(message)
    }

    mutating func removeAll() {
        messages = []
        bytes = 0
    }

    /// About what a message takes. Stats never wait: their reports have a time.
    private static func bytes(of message: FeedMessage) -> Int {
        let own =
            switch message {
            case .join(let join):
                bytes(of: join.room) + (join.otherParticipants + [join.participant]).reduce(0) { $0 + bytes(of: $1) }
            case .update(let infos): infos.reduce(0) { $0 + bytes(of: $1) }
            case .roomUpdate(let room): bytes(of: room)
            case .transcription(let words):
                words.segments.reduce(words.identity.utf8.count + words.trackSid.utf8.count) { sum, segment in
                    sum + MemoryLayout<Transcription.Segment>.stride + segment.id.utf8.count + segment.text.utf8.count
                        + segment.language.utf8.count
                }
            case .connectionQuality(let updates):
                updates.reduce(0) { $0 + MemoryLayout<FeedMessage.QualityUpdate>.stride + $1.participantSid.utf8.count }
            case .subscribeStats(let names):
                names.reduce(0) { $0 + MemoryLayout<String>.stride + $1.utf8.count }
            case .leave(let reason): reason.rawValue.utf8.count
            case .unknown(let name): name.utf8.count
            case .stats, .statsDropped, .pong, .ping: 0
            }
        return MemoryLayout<FeedMessage>.stride + own
    }

    private static func bytes(of room: RoomInfo) -> Int {
        room.sid.utf8.count + room.name.utf8.count + room.metadata.utf8.count
    }

    private static func bytes(of info: ParticipantInfo) -> Int {
        let tracks = info.tracks.reduce(0) { sum, track in
            sum + MemoryLayout<TrackInfo>.stride + track.sid.utf8.count + track.source.utf8.count + track.mid.utf8.count
        }
        return info.attributes.reduce(
            MemoryLayout<ParticipantInfo>.stride + info.sid.utf8.count + info.identity.utf8.count
                + info.disconnectReason.utf8.count + tracks
        ) { $0 + 2 * MemoryLayout<String>.stride + $1.key.utf8.count + $1.value.utf8.count }
    }
}
