import Foundation
import TestSupport

/// A relay with one participant, who reports and talks whenever she is told to.
final class TalkingRoom {
    /// Seconds: every call of a session, one after the other.
    private static let longestLife = 900

    private let relay: Program
    private var guest: RawClient
    let port: Int
    private var reports = 0

    init() async throws {
        relay = try Program(["relay", "--listen", "127.0.0.1:0"], life: Self.longestLife)
        port = try await relay.port()
        guest = try Self.guest(port)
    }

    private static func guest(_ port: Int) throws -> RawClient {
        let guest = try RawClient(port: port)
        _ = try guest.upgrade("/rtc?room=r&identity=alice")
        _ = try guest.receive()
        return guest
    }

    /// She answers no pings, so that the relay lets go of her now and then: she comes back.
    private func say(_ text: String) throws {
        do {
            try guest.sendText(text)
        } catch {
            guest = try Self.guest(port)
            try guest.sendText(text)
        }
    }

    func report() throws {
        reports += 1
        let time = Int(Date().timeIntervalSince1970 * 1000)
        try say(
            """
            {"stats":{"pc":"publisher","timestamp":\(time),"sequence":\(reports),"reports":[{"type":"outbound-rtp",\
            "id":"O","timestamp":\(time),"kind":"video","ssrc":1,"bytesSent":\(reports * 100_000),\
            "framesSent":\(reports * 30)}]}}
            """)
        try say(
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
