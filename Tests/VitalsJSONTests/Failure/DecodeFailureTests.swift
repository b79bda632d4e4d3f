import Testing
import VitalsJSON

@Suite struct DecodeFailureTests {
    private func failure(of text: String) throws -> DecodeFailure {
        try #require(throws: DecodeFailure.self) { try FeedDecoder().decode(Array(text.utf8)) }
    }

    @Test(
        arguments: [
            ("", "the message is empty: send an object with exactly one key that names the message"),
            (
                "{\"leave\":\n  oops}",
                #"the text is not JSON (line 2, byte 16, near "{\"leave\":\x0A  oops"): send RFC 8259 JSON"#
            ),
            (
                #"{"update":{"participants":[{"sid":5}]}}"#,
                "update.participants[0].sid has the wrong JSON type: send it as the feed's description has it"
            ),
            (#"{"join":{"room":{}}}"#, "join.participant is missing: send it"),
            (#"{"stats":{"sequence":-1}}"#, "stats.sequence is out of range: send a number that fits"),
            ("[1]", "the text is JSON, but no message: send an object with exactly one key that names the message"),
        ])
    func `a failure says what is wrong, where, and what to do`(text: String, sentence: String) throws {
        #expect(try failure(of: text).description == sentence)
    }

    @Test func `the text is quoted shortly and without control characters`() throws {
        let failure = try failure(of: #"{"leave":{"reason":""# + String(repeating: "x", count: 500) + "\u{1B}[31m🎥")
        #expect(failure.excerpt.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 >= 0x80 })
        #expect(failure.excerpt == "…" + String(repeating: "x", count: 24))
        #expect(failure.description.count < 200)
    }

    @Test func `every reason has a name of its own and a sentence`() {
        let names = DecodeFailure.Reason.allCases.map(\.name)
        #expect(Set(names).count == names.count)
        for reason in DecodeFailure.Reason.allCases {
            #expect(
                reason.name.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x5F || ($0 >= 0x30 && $0 <= 0x39) })
            let sentence = DecodeFailure(reason, path: "a.b", offset: 3, line: 1, limit: 7, excerpt: "x").description
            #expect(sentence.contains(": ") && sentence.contains("(line 1, byte 3, near \"x\")"))
        }
        #expect(DecodeFailure.Reason.notUTF8.name == "not_utf8")
    }

    @Test func `refusals are counted by reason`() throws {
        var counts = DecodeFailureCounts()
        #expect(counts.total == 0 && counts.occurred.isEmpty)
        for text in ["[]", "", "", "{"] { counts.count(try failure(of: text)) }
        var more = DecodeFailureCounts()
        more.count(try failure(of: "5"))
        counts.merge(more)
        #expect(counts.total == 5)
        #expect(counts[.empty] == 2 && counts[.notAMessage] == 2 && counts[.truncated] == 1 && counts[.syntax] == 0)
        #expect(counts.occurred.map(\.name) == ["empty", "truncated", "not_a_message"])
        #expect(counts.occurred.map(\.count) == [2, 1, 2])
    }
}
