import SessionRecords
import Testing
import VitalsJSON

@testable import SessionStore

/// What every store does.
@Suite(.serialized) struct SessionStoreTests {
    @Test("a session comes back as it was saved", arguments: StoreKind.allCases)
    func roundTrip(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            let record = Records.record(1)
            #expect(try await store.save(record, now: Records.noon + 100_000) == .saved)
            let stored = try #require(try await store.session(record.sessionID, for: .everybody))
            #expect(stored.createdAt == Records.noon + 100_000)
            #expect(stored.record.json.text(numbers: .exact) == record.json.text(numbers: .exact))
            var bare = Records.record(2, user: nil, transcript: [])
            bare.room = nil
            bare.counselorCategory = nil
            bare.partial = true
            #expect(try await store.save(bare, now: Records.noon) == .saved)
            let back = try #require(try await store.session(bare.sessionID, for: .everybody)).record
            #expect(back.json.text() == bare.json.text())
        }
    }

    @Test("a list counts what was said, without the mark of a cut", arguments: StoreKind.allCases)
    func saidLines(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            let mark = "[The transcript ends here. Lines left out for want of room: 3]"
            let record = Records.record(1, transcript: ["Hello there", mark])
            _ = try await store.save(record, now: Records.noon)
            #expect(try await store.page(SessionQuery(reader: .everybody)).sessions.map(\.transcriptLines) == [1])
            #expect(SessionSummary(of: record).transcriptLines == 1)
            #expect(try await store.session(record.sessionID, for: .everybody)?.record.transcript.count == 2)
        }
    }

    @Test("the order of members is the program's, whatever order they came in", arguments: StoreKind.allCases)
    func order(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            let shuffled: JSONValue = [
                "zebra": 1, "participants": [], "total_readings": 3,
                "aardvark": ["y": 1, "x": -0.0, "count": 2, "mean": 1],
                "average_bitrate": 1e21, "average_fps": 0.1,
            ]
            let record = Records.record(1, metrics: shuffled)
            _ = try await store.save(record, now: Records.noon)
            let metrics = try #require(try await store.session(record.sessionID, for: .everybody)).record.qualityMetrics
            #expect(
                metrics.text(numbers: .exact)
                    == #"{"average_bitrate":1e21,"average_fps":0.1,"total_readings":3,"participants":[],"#
                    + #""aardvark":{"mean":1,"count":2,"x":0,"y":1},"zebra":1}"#)
        }
    }

    @Test("numbers of every size come back the same", arguments: StoreKind.allCases)
    func numbers(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            let numbers: [Double] = [
                0, 1, -1, 0.1, 1 / 3, 1e300, -1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0x1p60,
                123_456_789.123_456_78, 1e-7,
            ]
            let record = Records.record(1, metrics: ["average_fps": 1, "n": .array(numbers.map(JSONValue.number))])
            _ = try await store.save(record, now: Records.noon)
            let stored = try #require(try await store.session(record.sessionID, for: .everybody)).record
            #expect(stored.qualityMetrics["n"] == .array(numbers.map(JSONValue.number)))
            #expect(try await store.save(record, now: Records.noon) == .alreadySaved)
            #expect(stored.contentHash == record.contentHash)
        }
    }

    @Test("the same again is told from other content under the same id", arguments: StoreKind.allCases)
    func conflict(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            let record = Records.record(1)
            #expect(try await store.save(record, now: Records.noon) == .saved)
            #expect(try await store.save(record, now: Records.noon + 5) == .alreadySaved)
            var other = record
            other.endReason = "interrupted"
            #expect(try await store.save(other, now: Records.noon) == .conflict)
            #expect(try await store.session(record.sessionID, for: .everybody)?.record.endReason == "room_ended")
            #expect(try await store.session(record.sessionID, for: .everybody)?.createdAt == Records.noon)
        }
    }

    @Test("two hundred saves of one session at once make one row", arguments: StoreKind.allCases)
    func concurrentSaves(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            let record = Records.record(1)
            let outcomes = try await withThrowingTaskGroup(of: SaveOutcome.self) { group in
                for _ in 0..<200 { group.addTask { try await store.save(record, now: Records.noon) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .saved } == 1)
            #expect(outcomes.count { $0 == .alreadySaved } == 199)
            #expect(try await store.page(SessionQuery(reader: .everybody)).sessions.count == 1)
        }
    }

    @Test("nobody sees or deletes what is another's", arguments: StoreKind.allCases)
    func readers(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            let record = Records.record(1, user: "alice")
            _ = try await store.save(record, now: Records.noon)
            _ = try await store.save(Records.record(2, user: nil), now: Records.noon)
            #expect(try await store.session(record.sessionID, for: .user("bob")) == nil)
            #expect(try await store.delete(record.sessionID, for: .user("bob")) == nil)
            #expect(try await store.page(SessionQuery(reader: .user("bob"))).sessions.isEmpty)
            #expect(try await store.page(SessionQuery(reader: .user("bob"), words: ["hello"])).sessions.isEmpty)
            #expect(try await store.page(SessionQuery(reader: .user("bob"), userID: "alice")).sessions.isEmpty)
            #expect(try await store.page(SessionQuery(reader: .user(""))).sessions.isEmpty)
            #expect(
                try await store.page(SessionQuery(reader: .user("alice"))).sessions.map(\.sessionID) == [
                    record.sessionID
                ])
            #expect(try await store.delete(record.sessionID, for: .user("alice")) == SessionSummary(of: record))
            #expect(try await store.session(record.sessionID, for: .everybody) == nil)
            #expect(try await store.page(SessionQuery(reader: .everybody, words: ["hello"])).sessions.count == 1)
        }
    }

    @Test("pages follow each other without a gap or a repetition, newest first", arguments: StoreKind.allCases)
    func pages(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            for number in 0..<25 {
                // Several begin in the same moment.
                let start = Records.noon + Double(number / 4) * 1_000
                _ = try await store.save(Records.record(number, start: start), now: Records.noon)
            }
            var query = SessionQuery(reader: .everybody, limit: 7)
            var seen: [Int] = []
            repeat {
                let page = try await store.page(query)
                seen.append(contentsOf: page.sessions.compactMap { Int($0.sessionID.text.suffix(12), radix: 16) })
                query.position = page.next
            } while query.position != nil
            #expect(seen == Array((0..<25).reversed()))
        }
    }

    @Test("filters leave out what does not fit", arguments: StoreKind.allCases)
    func filters(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            for number in 0..<12 {
                _ = try await store.save(
                    Records.record(
                        number, user: number < 6 ? "alice" : "bob", start: Records.noon + Double(number) * 1_000,
                        mode: number % 2 == 0 ? .video : .voice), now: Records.noon)
            }
            func found(_ change: (inout SessionQuery) -> Void) async throws -> [Int] {
                var query = SessionQuery(reader: .everybody)
                change(&query)
                return try await store.page(query).sessions.compactMap { Int($0.sessionID.text.suffix(12), radix: 16) }
            }
            #expect(try await found { $0.mode = .voice } == [11, 9, 7, 5, 3, 1])
            #expect(try await found { $0.from = Records.noon + 9_000 } == [11, 10, 9])
            #expect(try await found { $0.to = Records.noon + 2_000 } == [1, 0])
            #expect(try await found { $0.category = Records.id(900_001) } == [10, 7, 4, 1])
            #expect(try await found { $0.userID = "bob" }.count == 6)
            #expect(
                try await found {
                    $0.mode = .video
                    $0.from = Records.noon + 3_000
                    $0.userID = "alice"
                } == [4])
        }
    }

    @Test("a summary is of the session", arguments: StoreKind.allCases)
    func summary(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            let record = Records.record(1)
            _ = try await store.save(record, now: Records.noon)
            let summary = try #require(try await store.page(SessionQuery(reader: .everybody)).sessions.first)
            #expect(summary == SessionSummary(of: record))
            #expect(
                summary.qualityMetrics.text()
                    == #"{"average_bitrate":812.44,"average_fps":29.9,"packet_loss_percentage":0.1,"#
                    + #""connection_quality_average":"excellent","total_readings":19}"#)
        }
    }

    @Test("what is old goes, in steps", arguments: StoreKind.allCases)
    func retention(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            for number in 0..<10 {
                _ = try await store.save(
                    Records.record(number, start: Records.noon + Double(number) * 1_000_000), now: Records.noon + 1e9)
            }
            let moment = Records.noon + 4_500_000
            #expect(try await store.deleteSessions(before: moment, limit: 3).count == 3)
            #expect(try await store.deleteSessions(before: moment, limit: 3).count == 2)
            #expect(try await store.deleteSessions(before: moment, limit: 3).isEmpty)
            #expect(try await store.page(SessionQuery(reader: .everybody)).sessions.count == 5)
            // A clock that was wrong keeps nothing for ever.
            #expect(try await store.deleteSessions(before: Records.noon + 2e9, limit: 100).count == 5)
        }
    }

    @Test("more tasks than may wait are turned away", arguments: StoreKind.allCases)
    func busy(kind: StoreKind) async throws {
        var limits = StoreLimits()
        limits.workers = 1
        limits.waitingTasks = 4
        try await kind.run(limits: limits) { store, _ async throws in
            let text = String(repeating: "words and more words ", count: 20_000)
            let failures = await withTaskGroup(of: StoreFailure?.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        do throws(StoreFailure) {
                            _ = try await store.save(Records.record(number, transcript: [text]), now: Records.noon)
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
            }
            #expect(!failures.isEmpty && failures.allSatisfy { $0.kind == .tooBusy })
            #expect(try await store.page(SessionQuery(reader: .everybody)).sessions.count == 64 - failures.count)
        }
    }

    @Test("a closed store says so", arguments: StoreKind.allCases)
    func closed(kind: StoreKind) async throws {
        try await kind.run { store, _ async throws in
            await store.close()
            let failure: StoreFailure?
            do throws(StoreFailure) {
                try await store.check()
                failure = nil
            } catch {
                failure = error
            }
            #expect(failure?.kind == .closed)
        }
    }
}
