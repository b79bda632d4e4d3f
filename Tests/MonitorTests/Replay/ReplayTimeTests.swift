import Recordings
import Testing
import Vitals
import VitalsJSON

@testable import Monitor

@Suite struct ReplayTimeTests {
    private func replay(_ lines: [String]) throws -> SessionSummary {
        var replay = Replay()
        for line in lines { replay.fold(try FeedDecoder().decodeRecordedLine(Array(line.utf8))) }
        return replay.summary()
    }

    private func report(_ seconds: Double, told: Double? = nil) -> String {
        let time = Int(1_795_452_000_000 + seconds * 1000)
        let line = Int(1_795_452_000_000 + (told ?? seconds) * 1000)
        return
            #"{"stats":{"participantIdentity":"alice","participantSid":"PA_a","pc":"publisher","timestamp":\#(line),"reports":"#
            + #"[{"id":"O","type":"outbound-rtp","kind":"video","ssrc":1,"mid":"1","timestamp":\#(time),"bytesSent":\#(Int(seconds * 1000))}]}}"#
    }

    private let join = #"""
        {"join":{"room":{"name":"r"},"participant":{"sid":"PA_m","identity":"m"},"otherParticipants":[{"sid":"PA_a","identity":"alice","state":"ACTIVE"}]}}
        """#

    private func quality(_ level: String) -> String {
        #"{"connectionQuality":{"updates":[{"participantSid":"PA_a","quality":"\#(level)"}]}}"#
    }

    @Test("messages before the first time take it, and levels weigh from there")
    func untimedBeginning() throws {
        let lines =
            [join, quality("EXCELLENT")] + (0...3).map { report(Double($0)) } + [quality("POOR")]
            + (4...30).map { report(Double($0)) }
        let summary = try replay(lines)
        #expect(summary.session.start == 1_795_452_000_000)
        #expect(summary.session.seconds == 30)
        let block = QualityBlock(summary.session.totals)
        #expect(block.connectionQuality == .poor)
        #expect(block.coveragePercentage == 100)
    }

    @Test("a recording without any time has no length")
    func noTimeAtAll() throws {
        let summary = try replay([join, quality("GOOD")])
        #expect(summary.session.seconds == 0)
        #expect(summary.session.participants.map(\.identity) == ["alice"])
    }

    @Test("what waits for the first time is bounded, by number and by size, and the rest is counted")
    func untimedFlood() {
        let long = String(repeating: "a", count: 1 << 20)
        var words = Replay()
        for _ in 0..<40 {
            let segment = Transcription.Segment(id: "s", text: long, startTime: 0, endTime: 1, final: true)
            words.fold(.message(.transcription(Transcription(identity: "a", segments: [segment])), at: nil))
        }
        // 16 MiB, of which each takes a little more than one.
        #expect(words.untimedDropped == 40 - 15)
        var rooms = Replay()
        for _ in 0..<40 { rooms.fold(.message(.roomUpdate(RoomInfo(name: "r", metadata: long)), at: nil)) }
        #expect(rooms.untimedDropped == 40 - 15)
        var people = Replay()
        for number in 0..<10_007 {
            people.fold(.message(.update([ParticipantInfo(sid: "PA", identity: "p\(number % 3)")]), at: nil))
        }
        #expect(people.untimedDropped == 7)
        people.fold(.message(.roomUpdate(RoomInfo(name: "r")), at: 1_000))
        #expect(people.session.participants.map(\.identity) == ["p0", "p1", "p2"])
    }

    @Test("no single line's time, and no clock set back, stretches or shortens a session", arguments: [7200.0, -7200])
    func leapingTimes(leap: Double) throws {
        let wild = try replay((0...89).map { report(Double($0), told: $0 == 40 ? 40 + leap : nil) })
        #expect(wild.session.seconds == 89)
        let set = try replay((0...89).map { report(Double($0), told: $0 < 45 ? nil : Double($0) + leap) })
        #expect(abs(set.session.seconds - 89) <= (leap > 0 ? 7201 : 2))
        let first = try replay((0...89).map { report(Double($0), told: $0 == 0 ? leap : nil) })
        #expect(abs(first.session.seconds - 89) <= (leap > 0 ? 2 : 7201))
    }
}
