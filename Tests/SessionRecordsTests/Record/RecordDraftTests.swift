import SessionRecords
import Testing
import Vitals

@Suite("A record's draft")
struct RecordDraftTests {
    private func joined(_ metadata: String, others: [ParticipantInfo] = []) -> FeedMessage {
        .join(
            Join(
                room: RoomInfo(name: "r", metadata: metadata), participant: ParticipantInfo(identity: "m"),
                otherParticipants: others))
    }

    private func said(_ text: String, by identity: String = "alice") -> FeedMessage {
        .transcription(
            Transcription(
                identity: identity,
                segments: [.init(id: "", text: text, startTime: 5_000_000, endTime: 5_000_000, final: true)]))
    }

    @Test("keeps the first ids that the room tells, and the options' before them")
    func ids() {
        var draft = RecordDraft(ids: SessionIDs(userID: "me"))
        _ = draft.hear(joined(#"{"user_id": "you", "session_id": "f47ac10b-58cc-4372-a567-0e02b2c3d479"}"#), at: 0)
        #expect(draft.ids.userID == "me")
        #expect(draft.ids.sessionID?.text == "f47ac10b-58cc-4372-a567-0e02b2c3d479")
        let other = #"{"session_id": "11111111-2222-4333-8444-555555555555", "counselor_category": "\#(category)"}"#
        _ = draft.hear(.roomUpdate(RoomInfo(name: "r", metadata: other)), at: 0)
        #expect(draft.ids.sessionID?.text == "f47ac10b-58cc-4372-a567-0e02b2c3d479")
        #expect(draft.ids.counselorCategory?.text == category)
    }

    private let category = "22222222-2222-4333-8444-555555555555"

    @Test("names an odd id once for each metadata that has it")
    func odd() {
        var draft = RecordDraft()
        for _ in 0..<3 { _ = draft.hear(joined(#"{"session_id": "42"}"#), at: 0) }
        #expect(draft.takeOddities() == [.id("session_id")])
        _ = draft.hear(joined(#"{"session_id": "42"}"#), at: 0)
        #expect(draft.takeOddities().isEmpty)
        // Whoever keeps something else there may change it with each minute.
        _ = draft.hear(joined("minute 1"), at: 0)
        #expect(draft.takeOddities() == [.noObject])
        _ = draft.hear(joined("minute 2"), at: 0)
        #expect(draft.takeOddities().isEmpty)
    }

    @Test("knows the sides of those who are there and of those who come")
    func sides() {
        var draft = RecordDraft()
        _ = draft.hear(joined("", others: [ParticipantInfo(identity: "ada", isAgent: true)]), at: 5_000_000)
        #expect(draft.hear(said("hello", by: "ada"), at: 5_000_000).map(\.speaker) == [.counselor])
        #expect(draft.hear(said("hi"), at: 5_000_000).map(\.speaker) == [.user])
    }

    @Test("takes no more lines once one had no room, and counts them")
    func full() {
        var limits = TranscriptLimits()
        limits.bytes = 10
        var draft = RecordDraft(limits: limits)
        #expect(draft.hear(said("12345678"), at: 5_000_000).count == 1)
        #expect(draft.hear(said("123"), at: 5_000_000).isEmpty)
        #expect(draft.hear(said("1"), at: 5_000_000).isEmpty)
        #expect(draft.transcriptOmitted == 2)
    }
}
