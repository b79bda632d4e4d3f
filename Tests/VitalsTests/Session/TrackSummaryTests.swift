import Testing

@testable import Vitals

@Suite struct TrackSummaryTests {
    private let video = MediaKind.video

    private func session(tracks: [TrackInfo]) -> RoomSession {
        var session = RoomSession()
        session.apply(.update([ParticipantInfo(sid: "PA_a", identity: "alice", tracks: tracks)]), at: 0)
        session.fold(
            reports: (0...3).map { step in
                let at = Double(step)
                return [
                    .outboundRTP(.video(base + at * 1000, bytes: at * 100_000, frames: at * 30, ssrc: 1, mid: "1")),
                    .outboundRTP(.video(base + at * 1000, bytes: at * 50_000, frames: at * 5, ssrc: 2, mid: "2")),
                    .inboundRTP(.video(base + at * 1000, bytes: at * 10_000, mid: "7")),
                ]
            })
        return session
    }

    @Test("each track tells its connection, side, source and sums")
    func tracks() throws {
        let alice = try #require(
            session(tracks: [
                TrackInfo(sid: "TR_1", kind: .video, source: "CAMERA", mid: "1"),
                TrackInfo(sid: "TR_2", kind: .video, source: "SCREEN_SHARE", muted: true, mid: "2"),
            ]).participant("alice"))
        let tracks = alice.tracks
        #expect(tracks.map(\.mid) == ["1", "2", "7"])
        #expect(tracks.map(\.peerConnection) == ["publisher", "publisher", "publisher"])
        #expect(tracks.map(\.direction) == [.uplink, .uplink, .downlink])
        #expect(tracks.map(\.source) == ["CAMERA", "SCREEN_SHARE", ""])
        #expect(tracks.map(\.isMuted) == [false, true, false])
        #expect(tracks.map(\.liveStreams) == [1, 1, 1])
        #expect(tracks.map(\.latest?.kbps) == [800, nil, 80])
        #expect(tracks[0].aggregates.frameRate.mean == 30)
    }

    @Test(
        "a shared screen's frames are not a camera's; without mids only where all tracks of the kind are one",
        arguments: [
            ([("CAMERA", "1"), ("SCREEN_SHARE", "2")], 90.0), ([("SCREEN_SHARE", "1"), ("CAMERA", "2")], 15),
            ([("SCREEN_SHARE", "")], 0), ([("CAMERA", ""), ("SCREEN_SHARE", "")], 105), ([], 105),
        ] as [([(String, String)], Double)])
    func cameraFrames(published: [(String, String)], frames: Double) throws {
        let tracks = published.map { TrackInfo(sid: "TR_\($0.0)", kind: video, source: $0.0, mid: $0.1) }
        let alice = try #require(session(tracks: tracks).participant("alice"))
        #expect(alice.cameraFrames.frames == frames)
    }

    @Test("the usual interval is that of the quickest connection, and one pause hardly moves it")
    func usualInterval() {
        var session = RoomSession()
        func report(_ connection: String, at now: Double) {
            session.fold(
                StatsReport(identity: "alice", peerConnection: connection, timestamp: now, entries: []), at: now)
        }
        report("publisher", at: 0)
        #expect(session.participant("alice")?.usualReportInterval == nil)
        for second in 1...20 {
            report("publisher", at: Double(second) * 1000)
            report("subscriber", at: Double(second) * 1000 + 10)
        }
        #expect(session.participant("alice")?.usualReportInterval == 1)
        report("publisher", at: 3_600_000)
        #expect(session.participant("alice")?.usualReportInterval == 1)
        report("subscriber", at: 3_600_000)
        #expect(session.participant("alice")?.usualReportInterval == 1.125)
    }
}
