import SessionRecords
import Testing
import VitalsJSON

@testable import SessionStore

@Suite(.serialized) struct SearchTests {
    private static let texts = [
        "Good morning, doctor", "The morning after", "Grüße aus München", "СПАСИБО большое", "it's 1e5 or 3.14",
        "AND OR NOT NEAR", "日本語 テキスト", "a\"b' \\ c* (d) :e", "well-known re-entry", "x_y %z",
    ]

    private func search(_ store: any SessionStore, _ text: String) async throws -> [Int] {
        let query = SessionQuery(reader: .everybody, words: SearchWords.query(text))
        return try await store.page(query).sessions.compactMap { Int($0.sessionID.text.suffix(12), radix: 16) }.sorted()
    }

    private func filled(_ kind: StoreKind, _ body: (any SessionStore) async throws -> Void) async throws {
        try await kind.run { store, _ async throws in
            for (number, text) in Self.texts.enumerated() {
                _ = try await store.save(Records.record(number, transcript: [text]), now: Records.noon)
            }
            try await body(store)
        }
    }

    @Test("words find what begins with them, all of them, in any case", arguments: StoreKind.allCases)
    func finds(kind: StoreKind) async throws {
        try await filled(kind) { store async throws in
            for (text, found) in [
                ("morning", [0, 1]), ("MORN", [0, 1]), ("morning good", [0]), ("orning", []), ("grüße", [2]),
                ("GRÜ", [2]),
                ("спасибо", [3]), ("1e5", [4]), ("14", [4]), ("and", [5]), ("AND OR", [5]), ("NOT", [5]), ("日本", [6]),
                ("known", [8]), ("re-entry", [8]), ("a b", [7]), ("c* d", [7]), ("y", [9]), ("", []), ("%", []),
                ("_", []),
                ("nothing", []), ("good nothing", []),
            ] as [(String, [Int])] {
                let numbers = try await search(store, text)
                #expect(numbers == found, "\(text)")
            }
        }
    }

    @Test("no text is taken for the database's search language", arguments: StoreKind.allCases)
    func hostile(kind: StoreKind) async throws {
        try await filled(kind) { store async throws in
            for text in [
                "\"", "'", "'; DROP TABLE sessions; --", "a:*", "* *", "words:x", "NEAR(a b)", "^a", "a & | ! b", "<->",
                "\\", "\u{0}", "a\u{0}b", "{", "}", "+", "-a", "(((", "col : x", "\u{301}", "a\u{301}\u{301}",
                "\u{202E}",
                String(repeating: "x", count: 100_000), String(repeating: "a b ", count: 50_000), "👩‍👩‍👧‍👦", "\u{FFFF}",
            ] {
                _ = try await search(store, text)
            }
            #expect(try await search(store, "morning") == [0, 1])
        }
    }

    @Test(
        "snippets are sought in so many bytes of transcripts; what was found is listed all the same",
        arguments: StoreKind.allCases)
    func snippetBound(kind: StoreKind) async throws {
        var limits = StoreLimits()
        limits.snippetBytes = 3_000
        try await kind.run(limits: limits) { store, _ async throws in
            let text = "morning " + String(repeating: "x ", count: 500)
            for number in 0..<6 {
                let start = Records.noon - Double(number) * 1_000
                let record = Records.record(number, start: start, transcript: [text])
                _ = try await store.save(record, now: Records.noon)
            }
            let page = try await store.page(SessionQuery(reader: .everybody, words: ["morning"]))
            let hasSnippet = page.sessions.map { $0.snippet != nil }
            #expect(hasSnippet == [true, true, true, false, false, false])
        }
    }

    @Test("hostile texts are kept as they are", arguments: StoreKind.allCases)
    func hostileContent(kind: StoreKind) async throws {
        let texts = [
            "<script>alert(1)</script>", "'; DROP TABLE sessions; --", "$1 $2::jsonb ?1", "\u{1B}[2J",
            "\u{202E}gnp.exe",
            "a\r\nb", "\\u0000", "\u{2028}", "𝔘𝔫𝔦", "\u{FFFE}\u{FFFF}", "cafe\u{301}", "caf\u{E9}",
            "a" + String(repeating: "\u{301}", count: 1_000), String(repeating: "x", count: 65_536), "",
        ]
        try await kind.run { store, _ async throws in
            var record = Records.record(1, user: "'; DROP --\u{202E}", transcript: texts)
            record.room = "$(id)\\'\""
            record.endReason = "%s%n"
            #expect(try await store.save(record, now: Records.noon) == .saved)
            let back = try #require(try await store.session(record.sessionID, for: .user("'; DROP --\u{202E}"))).record
            // Swift takes é and é for the same; bytes tell.
            #expect(Array(back.json.text().utf8) == Array(record.json.text().utf8))
        }
    }

    @Test("more words than a database can index are no fault", arguments: StoreKind.allCases)
    func manyWords(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            let lines = (0..<100).map { line in (0..<2_000).map { "w\(line)x\($0)" }.joined(separator: " ") }
            #expect(try await store.save(Records.record(1, transcript: lines), now: Records.noon) == .saved)
            #expect(try await search(store, "w0x17") == [1])
        }
    }

    @Test("a snippet shows where the word stands", arguments: StoreKind.allCases)
    func snippets(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            let long = String(repeating: "before ", count: 50) + "needle" + String(repeating: " after", count: 50)
            _ = try await store.save(Records.record(1, transcript: ["nothing", long]), now: Records.noon)
            let query = SessionQuery(reader: .everybody, words: ["needle"])
            let snippet = try #require(try await store.page(query).sessions.first?.snippet)
            #expect(snippet.hasPrefix("…") && snippet.hasSuffix("…") && snippet.contains("before needle after"))
            #expect(snippet.count == 162)
        }
    }
}
