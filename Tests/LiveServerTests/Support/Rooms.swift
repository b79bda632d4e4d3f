import Vitals

@testable import LiveServer

/// A room that talks for as long as a test wants, a second at a time.
struct TalkingRoom {
    /// Who is there, and the share of packets that their uploads lose.
    var people: [(identity: String, lossShare: Double)]
    var session = RoomSession(room: RoomInfo(sid: "RM_1", name: "demo"))
    /// ms since 1970.
    private(set) var now: Double = 1_795_452_000_000
    private var step: Double = 0

    init(_ people: [(identity: String, lossShare: Double)]) {
        self.people = people
        for (number, person) in people.enumerated() {
            let info = ParticipantInfo(sid: "PA_\(number)", identity: person.identity)
            session.apply(.update([info]), at: now)
        }
    }

    /// Everybody reports once a second for so long.
    mutating func talk(seconds: Int) {
        for _ in 0..<seconds {
            now += 1000
            step += 1
            for person in people { session.fold(report(of: person), at: now) }
        }
    }

    /// Nobody reports.
    mutating func fallSilent(seconds: Int) {
        now += Double(seconds) * 1000
        session.tick(now)
    }

    private func report(of person: (identity: String, lossShare: Double)) -> StatsReport {
        var sent = OutboundRTP(
            header: StatsHeader(id: "OT01V1", timestamp: now, kind: .video, ssrc: 1, mid: "1", transportId: "T01"))
        sent.bytesSent = step * 100_000
        sent.framesSent = step * 30
        sent.packetsSent = step * 200
        var heard = RemoteInboundRTP(header: StatsHeader(id: "RIV1", timestamp: now - 5, ssrc: 1))
        heard.packetsLost = (step * 200 * person.lossShare).rounded()
        heard.roundTripTime = 0.04
        heard.jitter = 0.003
        return StatsReport(
            identity: person.identity, peerConnection: "publisher", timestamp: now,
            entries: [.outboundRTP(sent), .remoteInboundRTP(heard)])
    }

    func sample(_ state: RoomState = .live, at takenAt: Double) -> RoomSample {
        RoomSample(
            session: session, state: state, endReason: state == .ended ? "room_ended" : nil, takenAt: takenAt)
    }
}

extension LiveRoom {
    /// Lets the room talk on, with a sample and a view each second.
    func follow(_ talk: inout TalkingRoom, seconds: Int, from start: Double = 0) {
        for second in 0..<seconds {
            talk.talk(seconds: 1)
            publish(talk.sample(at: start + Double(second)))
            advance(now: start + Double(second))
        }
    }
}
