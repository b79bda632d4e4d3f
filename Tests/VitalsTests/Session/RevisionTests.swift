import Testing

@testable import Vitals

/// Who looks at a participant again only when its number has risen must miss nothing.
@Suite struct RevisionTests {
    private func info(
        sid: String = "PA_a", _ state: ParticipantInfo.State = .active, muted: Bool = false
    ) -> ParticipantInfo {
        ParticipantInfo(
            sid: sid, identity: "alice", state: state,
            tracks: [TrackInfo(sid: "TR_1", kind: .video, muted: muted, mid: "1")])
    }

    private func report(at now: Double) -> StatsReport {
        .publisher([.outboundRTP(.video(now, bytes: now / 10, frames: now / 100))])
    }

    /// A session in which alice reports and bob receives her track.
    private var session: RoomSession {
        var session = RoomSession()
        session.apply(.update([info(), ParticipantInfo(sid: "PA_b", identity: "bob")]), at: base)
        session.fold(report(at: base), at: base)
        var received = InboundRTP.video(base, bytes: 0)
        received.trackIdentifier = "TR_1"
        session.fold(.publisher([.inboundRTP(received)], of: "bob"), at: base)
        return session
    }

    private func revisions(_ session: RoomSession) -> [UInt64] { session.participants.map(\.revision) }

    @Test("whatever is said of somebody or by it counts, and is nobody else's")
    func changes() {
        let messages: [FeedMessage] = [
            .stats(report(at: base + 1000)), .update([info(.disconnected)]), .update([info(sid: "PA_new")]),
            .connectionQuality([.init(participantSid: "PA_a", quality: .poor)]), .update([info()]),
            .join(
                Join(
                    room: RoomInfo(name: "r"), participant: info(),
                    otherParticipants: [ParticipantInfo(sid: "PA_b", identity: "bob")])),
        ]
        for (number, message) in messages.enumerated() {
            var session = session
            let before = revisions(session)
            session.apply(message, at: base + 1000)
            let after = revisions(session)
            #expect(after[0] > before[0], "message \(number)")
            if number < 5 { #expect(after[1] == before[1], "message \(number)") }
        }
    }

    @Test("a duplicate and a refused report count, for they are told of")
    func told() {
        var session = session
        var report = report(at: base + 1000)
        report.sequence = 7
        for _ in 0..<2 {
            let before = revisions(session)
            session.fold(report, at: base + 1000)
            #expect(revisions(session)[0] > before[0])
        }
        #expect(session.totals.samples.duplicateReports == 1)
    }

    @Test("a track that its sender switches off changes whoever receives it, and once only")
    func muting() {
        var session = session
        let before = revisions(session)
        session.apply(.update([info(muted: true)]), at: base + 1000)
        #expect(revisions(session)[1] == before[1] + 1)
        #expect(session.participants[1].tracks[0].isMuted)
        let muted = revisions(session)
        session.apply(.update([info(muted: true)]), at: base + 2000)
        #expect(revisions(session)[1] == muted[1])
    }

    @Test("time alone changes nothing but the attendance")
    func time() {
        var session = session
        let before = (revisions(session), session.totals)
        session.tick(base + 60_000)
        #expect(revisions(session) == before.0)
        var totals = session.totals
        #expect(totals != before.1)
        totals.attendance = before.1.attendance
        #expect(totals == before.1)
    }

    @Test("whoever takes another's place in the session has a greater number")
    func place() {
        var limits = SessionLimits()
        limits.participants = 1
        var session = RoomSession(limits: limits)
        var last: UInt64 = 0
        for name in ["a", "b", "a", "b"] {
            session.apply(.update([ParticipantInfo(identity: name)]), at: base)
            #expect(session.participants[0].identity == name)
            #expect(session.participants[0].revision > last)
            session.apply(.update([ParticipantInfo(identity: name, state: .disconnected)]), at: base)
            last = session.participants[0].revision
        }
    }
}
