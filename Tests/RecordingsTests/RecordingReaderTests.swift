import Recordings
import TestSupport
import Testing
import Vitals
import VitalsJSON

@Suite struct RecordingReaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func report(_ number: Int) -> String {
        #"{"t":\#(1000 + number),"participant":"alice","pc":"publisher","reports":[{"id":"T01","timestamp":\#(number),"type":"transport","bytesSent":\#(number)}]}"#
    }

    private func timestamps(_ outcome: ReadOutcome) -> [Double] {
        outcome.lines.compactMap { if case .report(let report) = $0 { report.timestamp } else { nil } }
    }

    @Test func `reports and feed messages come in order`() throws {
        let text = """
            \(report(1))
            {"stats":{"participantIdentity":"bob","participantSid":"PA_b","pc":"publisher","timestamp":7,"sequence":3,"reports":[]}}

            {"leave":{"reason":"ROOM_DELETED"}}
            """
        let found = outcome(of: try folder.file(text))
        #expect(found.error == nil)
        #expect(found.damaged.isEmpty)
        #expect(
            found.lines == [
                .report(
                    StatsReport(
                        identity: "alice", peerConnection: "publisher", timestamp: 1001,
                        entries: [.transport(TransportStats(id: "T01", timestamp: 1, bytesSent: 1))])),
                .message(
                    .stats(
                        StatsReport(
                            identity: "bob", sid: "PA_b", peerConnection: "publisher", timestamp: 7, sequence: 3,
                            entries: [])), at: nil),
                .message(.leave(.roomDeleted), at: nil),
            ])
    }

    @Test func `a damaged line is named by file and number, and the rest goes on`() throws {
        let source = try folder.file("\(report(1))\n\n{\"t\":12,\n\(report(2))\n\u{1}\n\(report(3))")
        let found = outcome(of: source)
        #expect(timestamps(found) == [1001, 1002, 1003])
        #expect(found.damaged.map(\.number) == [3, 5])
        #expect(found.damaged.map(\.failure.reason) == [.truncated, .syntax])
        #expect(found.damaged.first?.description.hasPrefix("\(source.name):3: ") == true)
        #expect(found.error == nil)
    }

    @Test func `damaged lines before the first good one are reported too, in order`() throws {
        let damage = (0..<999).map { _ in "nonsense\n" }.joined()
        let found = outcome(of: try folder.file(damage + report(1)))
        #expect(timestamps(found) == [1001])
        #expect(found.damaged.map(\.number) == Array(1...999))
        #expect(found.error == nil)
    }

    @Test func `a thousand unreadable lines at the start make it another kind of file`() throws {
        let found = outcome(of: try folder.file((0..<1000).map { _ in "nonsense\n" }.joined() + report(1)))
        #expect(found.lines.isEmpty)
        #expect(found.damaged.isEmpty)
        guard case .notARecording(_, let failure) = found.error?.problem else {
            Issue.record("\(String(describing: found.error))")
            return
        }
        #expect(failure?.reason == .syntax)
    }

    @Test(
        "lines of any length, in chunks and portions of any size, are read as they stand",
        arguments: 0..<20 as Range<UInt64>)
    func anySizes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let limits = RecordingLimits(
            lineBytes: Int.random(in: 300...2_000, using: &random),
            chunkBytes: Int.random(in: 1...3_000, using: &random),
            portionBytes: Int.random(in: 1...9_000, using: &random),
            portionLines: Int.random(in: 1...40, using: &random))
        var text = report(0) + "\n"
        var wanted = [1000.0]
        var long: [UInt64] = []
        for number in 1...400 {
            // White space behind a report does not change it.
            let line = report(number) + String(repeating: " ", count: Int.random(in: 0...900, using: &random))
            if line.utf8.count <= limits.lineBytes {
                wanted.append(Double(1000 + number))
            } else {
                long.append(UInt64(number + 1))
            }
            text += line + ["\n", "\r\n"].randomElement(using: &random)!
        }
        let source = try folder.file(text)
        let found = outcome(of: source, limits: limits)
        #expect(found.error == nil)
        #expect(timestamps(found) == wanted)
        #expect(found.damaged.map(\.number) == long)
        var read: [Double] = []
        try RecordingCrew.read(source, limits: limits, threads: 3, into: &read) { read, items, _ in
            for case .line(.report(let report)) in items { read.append(report.timestamp) }
        }
        #expect(read == wanted)
    }

    @Test("a line may be as long as the limit without its ending, wherever the text is cut", arguments: ["\n", "\r\n"])
    func longest(ending: String) throws {
        let line = report(1)
        let source = try folder.file([report(2), line, line + " ", line].map { $0 + ending }.joined())
        for chunk in 1...(2 * line.utf8.count + 3) {
            let found = outcome(of: source, limits: RecordingLimits(lineBytes: line.utf8.count, chunkBytes: chunk))
            #expect(timestamps(found) == [1002, 1001, 1001])
            #expect(found.damaged.map(\.number) == [3])
        }
    }

    @Test func `a line beyond the limit is one damaged line`() throws {
        let long = String(repeating: "x", count: 300_000)
        let found = outcome(
            of: try folder.file("\(report(1))\n\(long)\n\(report(2))"), limits: RecordingLimits(lineBytes: 1000))
        #expect(timestamps(found) == [1001, 1002])
        #expect(found.damaged.map(\.number) == [2])
        #expect(found.damaged.first?.failure == DecodeFailure(.tooLarge, limit: 1000))
    }

    @Test(
        "a file of another kind is named for what it looks like, with what can be read",
        arguments: [
            (Array("{\"hello\":1}\n".utf8), "JSON of another kind"),
            (Array("{\"getUserMedia\":[],\"PeerConnections\":{}}".utf8), "JSON of another kind"),
            (Array("{\n  \"a\": 1\n}\n".utf8), "JSON of another kind"),
            (Array("[1,2,3]".utf8), "JSON of another kind"),
            (Array("<!doctype html>\n<p>".utf8), "HTML or XML"),
            ([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0], "binary data"),
            ([UInt8](repeating: 0, count: 100), "binary data"),
            (Array("PK\u{3}\u{4}....".utf8), "a zip archive; unpack it first"),
            ([0x28, 0xb5, 0x2f, 0xfd, 1, 2], "zstd data; unpack it first"),
            ([0xff, 0xfe, 0x7b, 0, 0x22, 0], "UTF-16 text; save it as UTF-8"),
            (gzip(gzip("{}\n")), "gzip within gzip; unpack it once"),
            (gzip("{\"hello\":1}\n"), "JSON of another kind"),
            (Array("time,kbps\n1,2\n".utf8), nil),
            (Array("5".utf8), nil),
        ] as [([UInt8], String?)])
    func anotherKind(bytes: [UInt8], kind: String?) throws {
        let error = try #require(outcome(of: try folder.file(bytes)).error)
        guard case .notARecording(let looksLike, let failure) = error.problem else {
            Issue.record("\(error)")
            return
        }
        #expect(looksLike == kind)
        #expect(failure != nil)
        #expect(error.isBadData)
        #expect(error.description.contains(RecordingError.readableKinds))
    }

    @Test(arguments: ["", "\n \r\n\t\n", "\u{feff}"])
    func `nothing but blanks is empty`(text: String) throws {
        let error = try #require(outcome(of: try folder.file(text)).error)
        #expect(error.problem == .empty)
        #expect(error.isBadData)
        #expect(outcome(of: try folder.file(gzip(text))).error?.problem == .empty)
    }

    @Test func `objects with an unknown key among messages are handed out, alone they are no recording`() throws {
        let found = outcome(of: try folder.file("{\"futureMessage\":{}}\n\(report(1))\n{\"futureMessage\":{}}"))
        #expect(found.error == nil)
        #expect(
            found.lines.count { if case .message(.unknown("futureMessage"), _) = $0 { true } else { false } } == 2)
        #expect(timestamps(found) == [1001])
    }

    @Test func `a cut file counts as far as it goes; the line that the cut made is not called damaged`() throws {
        let packed = gzip((0..<100).map { report($0) + "\n" }.joined(), level: 0)
        let found = outcome(of: try folder.file(Array(packed[..<(packed.count / 2)])))
        #expect(timestamps(found) == (0..<found.lines.count).map { Double(1000 + $0) })
        #expect((45..<55).contains(found.lines.count))
        #expect(found.damaged.isEmpty)
        #expect(found.error?.problem == .truncatedGzip)
        #expect(found.error?.offset == UInt64(packed.count / 2))
    }

    @Test func `a bomb is refused by name, from its start as well as in the middle`() throws {
        let limits = RecordingLimits(lineBytes: 1 << 16, expansionGraceBytes: 1 << 20)
        let zeros = { (write: ([UInt8]) -> Void) in
            for _ in 0..<40 { write([UInt8](repeating: 0, count: 1 << 16)) }
        }
        var bomb: [UInt8] = []
        gzip(appendingTo: &bomb, produce: zeros)
        let fromStart = try #require(outcome(of: try folder.file(bomb), limits: limits).error)
        #expect(fromStart.problem == .expandsTooMuch(limit: 200))
        #expect(fromStart.isBadData)

        var later = gzip(report(1) + "\n")
        gzip(appendingTo: &later, produce: zeros)
        let found = outcome(of: try folder.file(later), limits: limits)
        #expect(timestamps(found) == [1001])
        #expect(found.error?.problem == .expandsTooMuch(limit: 200))
    }

    @Test func `after the end or an error there is nothing more`() throws {
        var reader = try RecordingReader(try folder.file(report(1)))
        #expect(try reader.next() != nil)
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)

        var damaged = try RecordingReader(try folder.file(Array(gzip(report(1)).dropLast(3))))
        #expect(try damaged.next() != nil)
        #expect(throws: RecordingError.self) { try damaged.next() }
        #expect(try damaged.next() == nil)
    }

    @Test func `progress goes from start to the file's size, in bytes as stored`() throws {
        let packed = gzip((0..<5000).map { report($0) + "\n" }.joined())
        var reader = try RecordingReader(try folder.file(packed), limits: RecordingLimits(chunkBytes: 1000))
        var seen: [UInt64] = []
        while try reader.next() != nil {
            #expect(reader.progress.totalBytes == UInt64(packed.count))
            seen.append(reader.progress.bytesRead)
        }
        #expect(seen == seen.sorted())
        #expect((seen.first ?? 0) < UInt64(packed.count) / 2)
        #expect(reader.progress.bytesRead == UInt64(packed.count))
    }
}
