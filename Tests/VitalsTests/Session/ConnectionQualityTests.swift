import Testing

@testable import Vitals

@Suite struct ConnectionQualityTests {
    @Test("levels weigh by how long they lasted, not by how often they were told")
    func levelsWeighByTime() {
        var tally = QualityTally()
        tally.begin(.excellent, at: 0)
        tally.begin(.lost, at: 90_000)
        tally.begin(.unknown, at: 100_000)
        tally.begin(.good, at: 200_000)
        tally.end(at: 200_000)
        #expect(tally.averageScore == 3.6)
        #expect(ConnectionQuality(averageScore: tally.averageScore) == .excellent)
    }

    @Test(
        "grades of averages",
        arguments: [
            (4, .excellent), (3.5, .excellent), (3.49, .good), (2.5, .good), (2.49, .fair), (1.5, .fair), (1.49, .poor),
            (0, .poor), (nil, .unknown),
        ] as [(Double?, ConnectionQuality)])
    func grades(score: Double?, grade: ConnectionQuality) {
        #expect(ConnectionQuality(averageScore: score) == grade)
    }

    @Test("the level in force counts up to now, and asking changes nothing")
    func theLevelInForceCounts() {
        var tally = QualityTally()
        tally.begin(.good, at: 1000)
        #expect(tally.averageScore == nil)
        #expect(tally.ended(at: 5000).averageScore == 3)
        #expect(tally.ended(at: 500).averageScore == nil)
        #expect(tally.level == .good)
    }

    @Test("a participant who leaves stops counting; the room's average is of all")
    func leavingEndsTheLevel() {
        var session = RoomSession()
        session.apply(
            .update([ParticipantInfo(sid: "PA_a", identity: "alice"), ParticipantInfo(sid: "PA_b", identity: "bob")]),
            at: 0)
        session.apply(
            .connectionQuality([
                .init(participantSid: "PA_a", quality: .excellent), .init(participantSid: "PA_b", quality: .poor),
            ]),
            at: 0)
        session.apply(.update([ParticipantInfo(sid: "PA_b", identity: "bob", state: .disconnected)]), at: 10_000)
        session.tick(30_000)
        #expect(session.participant("bob")?.totals(at: 30_000).quality.averageScore == 1)
        #expect(session.totals.quality.averageScore == 3.25)
    }
}
