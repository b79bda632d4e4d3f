import SessionRecords
import Testing
import Vitals

@Suite("A transcript")
struct TranscriptAssemblyTests {
    private let now: Double = 1_795_451_909_000

    private func said(
        _ id: String, _ text: String, at start: Double? = nil, final: Bool = true, by identity: String = "alice"
    ) -> Transcription {
        Transcription(
            identity: identity,
            segments: [
                .init(id: id, text: text, startTime: start ?? now, endTime: start ?? now, final: final)
            ])
    }

    @Test("has the final form of a segment, once, whatever was guessed before and however often it comes again")
    func interim() {
        var assembly = TranscriptAssembly()
        #expect(assembly.take(said("s1", "I", final: false), speaker: .user, at: now).isEmpty)
        #expect(assembly.take(said("s1", "I need hell", final: false), speaker: .user, at: now).isEmpty)
        #expect(assembly.open.count == 1)
        #expect(
            assembly.take(said("s1", "I need help."), speaker: .user, at: now)
                == [
                    TranscriptLine(
                        speaker: .user, text: "I need help.", timestamp: now,
                        segment: SegmentName(identity: "alice", id: "s1"))
                ])
        #expect(assembly.take(said("s1", "I need help."), speaker: .user, at: now).isEmpty)
        #expect(assembly.take(said("s1", "I need", final: false), speaker: .user, at: now).isEmpty)
        #expect(assembly.repeated == 2)
        #expect(assembly.open.isEmpty)
        #expect(assembly.finish().isEmpty)
    }

    @Test("takes what was not final as it stood at the end")
    func unfinished() {
        var assembly = TranscriptAssembly()
        _ = assembly.take(said("s1", "and then", final: false), speaker: .counselor, at: now)
        _ = assembly.take(said("s2", "  ", final: false), speaker: .counselor, at: now)
        let last = assembly.finish()
        #expect(last.map(\.text) == ["and then"])
        #expect(last.map(\.speaker) == [.counselor])
        #expect(assembly.finish().isEmpty)
    }

    @Test("keeps two people's segments of one id apart")
    func sameID() {
        var assembly = TranscriptAssembly()
        #expect(assembly.take(said("s1", "hello"), speaker: .user, at: now).count == 1)
        #expect(assembly.take(said("s1", "hi", by: "bob"), speaker: .user, at: now).count == 1)
    }

    @Test("keeps segments without an id, each for itself")
    func noID() {
        var assembly = TranscriptAssembly()
        #expect(assembly.take(said("", "one"), speaker: .user, at: now).count == 1)
        #expect(assembly.take(said("", "one"), speaker: .user, at: now).count == 1)
    }

    @Test(
        "dates a segment by its first words where the transcriber sends no time",
        arguments: [0.0, 12.5, 1_795_451_909, -1, 1e300])
    func noTime(start: Double) {
        var assembly = TranscriptAssembly()
        _ = assembly.take(said("s1", "well", at: start, final: false), speaker: .user, at: now)
        let lines = assembly.take(said("s1", "well, yes", at: start), speaker: .user, at: now + 4_000)
        #expect(lines.map(\.text) == ["well, yes"])
        #expect(lines.map(\.timestamp) == [now])
    }

    @Test("is bounded in what it holds, and loses nothing by it")
    func bounded() {
        var limits = TranscriptLimits()
        limits.openSegments = 3
        limits.lineBytes = 10
        var assembly = TranscriptAssembly(limits: limits)
        var lines: [TranscriptLine] = []
        for number in 0..<10 {
            lines += assembly.take(said("s\(number)", "word \(number)", final: false), speaker: .user, at: now)
        }
        #expect(assembly.open.count == 3)
        lines += assembly.finish()
        #expect(lines.map(\.text) == (0..<10).map { "word \($0)" })
        #expect(assembly.take(said("long", "äöüäöüäöü"), speaker: .user, at: now).map(\.text) == ["äöüäö […]"])
        #expect(assembly.cut == 1)
    }

    @Test("knows after a restart what became a line behind the checkpoint, and what was a line long before")
    func behindTheCheckpoint() {
        var assembly = TranscriptAssembly()
        var lines = assembly.take(said("s0", "first"), speaker: .user, at: now)
        _ = assembly.take(said("s1", "I ne", final: false), speaker: .user, at: now)
        let open = assembly.open
        lines += assembly.take(said("s1", "I need help"), speaker: .user, at: now)
        var other = TranscriptAssembly(open: open, lines: lines)
        #expect(other.open.isEmpty)
        for number in 2..<3_000 { lines += other.take(said("s\(number)", "x"), speaker: .user, at: now) }
        #expect(other.take(said("s0", "first"), speaker: .user, at: now).isEmpty)
        #expect(other.take(said("s1", "I need help"), speaker: .user, at: now).isEmpty)
        #expect(other.repeated == 2)
        #expect(other.finish().isEmpty)
    }

    @Test("has no control characters, but for line ends and tabs")
    func control() {
        var assembly = TranscriptAssembly()
        let lines = assembly.take(said("s1", "a\u{1}b\u{1B}[2Jc\nd\te\u{7F}ü"), speaker: .user, at: now)
        #expect(lines.map(\.text) == ["ab[2Jc\nd\teü"])
    }

    @Test("goes on after a restart with the segments that were open")
    func restarted() {
        var assembly = TranscriptAssembly()
        _ = assembly.take(said("s1", "half a", final: false), speaker: .user, at: now)
        var other = TranscriptAssembly(open: assembly.open)
        #expect(other.take(said("s1", "half a sentence"), speaker: .user, at: now).map(\.text) == ["half a sentence"])
    }
}

@Suite("A speaker's side")
struct SpeakerRuleTests {
    private func side(_ rule: SpeakerRule, _ info: ParticipantInfo) -> TranscriptLine.Speaker {
        var speakers = Speakers(rule)
        speakers.apply(.update([info]))
        return speakers.speaker(info.identity)
    }

    @Test("is the counselor's for agents and identities that begin with counselor, unless told otherwise")
    func standard() {
        #expect(side(.standard, ParticipantInfo(identity: "alice")) == .user)
        #expect(side(.standard, ParticipantInfo(identity: "counselor-7")) == .counselor)
        #expect(side(.standard, ParticipantInfo(identity: "Ada", isAgent: true)) == .counselor)
        #expect(side(.standard, ParticipantInfo(identity: "agent-AJ_x")) == .counselor)
        #expect(
            side(.standard, ParticipantInfo(identity: "x", attributes: ["lk.agent.state": "listening"])) == .counselor)
        #expect(Speakers().speaker("counselor") == .counselor)
        #expect(Speakers().speaker("nobody") == .user)
    }

    @Test("follows identities and attributes where these are named")
    func named() throws {
        let rule = SpeakerRule(
            identities: ["dr-who", "staff:*"], attributes: [try #require(SpeakerRule.Attribute("role=counselor"))])
        #expect(side(rule, ParticipantInfo(identity: "dr-who")) == .counselor)
        #expect(side(rule, ParticipantInfo(identity: "dr-who2")) == .user)
        #expect(side(rule, ParticipantInfo(identity: "staff:9")) == .counselor)
        #expect(side(rule, ParticipantInfo(identity: "y", attributes: ["role": "counselor"])) == .counselor)
        #expect(side(rule, ParticipantInfo(identity: "counselor-7", isAgent: true)) == .user)
        #expect(SpeakerRule.Attribute("=x") == nil)
        #expect(SpeakerRule.Attribute("role") == nil)
    }

    @Test("stays with an agent whose attributes are gone when it leaves")
    func leaving() {
        var speakers = Speakers()
        speakers.apply(.update([ParticipantInfo(identity: "x", isAgent: true)]))
        speakers.apply(.update([ParticipantInfo(identity: "x", state: .disconnected)]))
        #expect(speakers.speaker("x") == .counselor)
    }
}
