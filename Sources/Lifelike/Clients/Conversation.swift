import Vitals

/// Who says what when, so that a transcript comes of it: participants speak in turns of six seconds.
struct Conversation {
    /// Which of the speakers this one is.
    let seat: Int
    let speakers: Int
    let identity: String
    private var reported: (turn: Int64, words: Int) = (-1, 0)

    init(seat: Int, speakers: Int, identity: String) {
        self.speakers = max(1, speakers)
        self.seat = seat % self.speakers
        self.identity = identity
    }

    private static let turnMilliseconds: Int64 = 6000
    private static let speechMilliseconds: Int64 = 4500

    /// What a transcriber has to say of this speaker `elapsed` ms after the start, which was at `start`: an interim guess
    /// while words come, the final text once they have come; `nil` where there is nothing new.
    mutating func heard(at elapsed: Int64, since start: Int64) -> Transcription? {
        let turn = elapsed / Self.turnMilliseconds
        guard Int(turn % Int64(speakers)) == seat else { return nil }
        let sentence = Self.sentences[Int(turn % Int64(Self.sentences.count))]
        let words = sentence.split(separator: " ")
        let position = elapsed % Self.turnMilliseconds
        let count = min(words.count, Int(position) * words.count / Int(Self.speechMilliseconds))
        guard count > 0, reported.turn != turn || reported.words < count else { return nil }
        reported = (turn, count)
        let begin = Double(start + turn * Self.turnMilliseconds)
        let isFinal = count == words.count
        let length = isFinal ? Self.speechMilliseconds : position
        let segment = Transcription.Segment(
            id: "SG_\(identity)_\(turn)", text: words.prefix(count).joined(separator: " "), startTime: begin,
            endTime: begin + Double(length), final: isFinal, language: "en")
        return Transcription(identity: identity, trackSid: "TR_\(identity)_audio", segments: [segment])
    }

    private static let sentences = [
        "Good to see you again, how has the week been?",
        "Better than the last one, I slept through most nights.",
        "That is good to hear. What do you think made the difference?",
        "I put the phone away at ten and read for a while.",
        "And the mornings, are they still hard to begin?",
        "Some of them. Monday was hard, the rest went well.",
        "Let us look at Monday together then.",
        "I had a message from work before I was out of bed.",
        "What went through your head when you read it?",
        "That I would never catch up with all of it.",
        "Shall we write that thought down and look at it?",
        "Yes, that helped the last time we did it.",
    ]
}
