import SessionRecords
import Vitals

/// A short call of one participant, whose numbers are known.
enum Sessions {
    static let start: Double = 1_795_451_909_015

    /// - Parameter seconds: of its length; a report each second, 800 kbps and 30 frames a second.
    static func call(room: String = "counsel-42", seconds: Int = 10, video: Bool = true) -> RoomSession {
        var session = RoomSession(room: RoomInfo(name: room))
        for second in 0...seconds {
            var sent = OutboundRTP(
                header: StatsHeader(
                    id: "O", timestamp: start + Double(second) * 1000, kind: video ? .video : .audio, ssrc: 1, mid: "0")
            )
            sent.bytesSent = Double(second) * 100_000
            sent.framesSent = video ? Double(second) * 30 : nil
            session.fold(
                StatsReport(
                    identity: "alice", peerConnection: "publisher", timestamp: 0, entries: [.outboundRTP(sent)]),
                at: start + Double(second) * 1000)
        }
        return session
    }

    static func checkpoint(
        _ session: RoomSession = call(), key: UUIDText = .random(), saveURL: String? = nil
    ) -> Checkpoint {
        Checkpoint(key: key, ids: SessionIDs(userID: "user-7"), saveURL: saveURL, session: session)
    }

    static func record(_ session: RoomSession = call(), key: UUIDText = .random()) -> SessionRecord {
        SessionRecord(
            of: session, key: key, ids: SessionIDs(), subject: nil, transcript: [], transcriptOmitted: 0,
            endReason: "room_ended", partial: false)
    }
}
