import Foundation
import TestSupport

/// A relay with one participant, who reports and talks whenever she is told to.
final class TalkingRoom {
    private let relay: Program
    private let guest: RawClient
    let port: Int
    private var reports = 0

    init() async throws {
        relay = try Program(["relay", "--listen", "127.0.0.1:0"])
        port = try await relay.port()
        guest = try RawClient(port: port)
        _ = try guest.upgrade("/rtc?room=r&identity=alice")
        _ = try guest.receive()
    }

    func report() throws {
        reports += 1
        let time = Int(Date().timeIntervalSince1970 * 1000)
        try guest.sendText(
            """
            {"stats":{"pc":"publisher","timestamp":\(time),"sequence":\(reports),"reports":[{"type":"outbound-rtp",\
            "id":"O","timestamp":\(time),"kind":"video","ssrc":1,"bytesSent":\(reports * 100_000),\
            "framesSent":\(reports * 30)}]}}
            """)
        try guest.sendText(
            """
            {"transcription":{"transcribedParticipantIdentity":"alice","segments":[{"id":"s\(reports)",\
            "text":"line \(reports)","startTime":"\(time)","endTime":"\(time)","final":true}]}}
            """)
    }

    /// The arguments of a bot in the room.
    func attach(_ more: [String]) -> [String] {
        ["attach", "--url", "ws://127.0.0.1:\(port)", "--room", "r", "--no-listen", "--quiet"] + more
    }
}
