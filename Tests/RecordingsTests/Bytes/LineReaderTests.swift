import Recordings
import Testing

@Suite struct LineReaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(
        "lines end with LF, CRLF or the file; blank ones are passed over but numbered",
        arguments: [
            ("a\nb\n", ["a", "b"]),
            ("a\nb", ["a", "b"]),
            ("a\r\nb\r\n", ["a", "b"]),
            ("\n\n a \n\t\n\r\nb\n\n", [" a ", "b"]),
            ("\u{feff}a\n\u{feff}b", ["a", "\u{feff}b"]),
            ("\u{feff}", []),
            ("\n", []),
            ("", []),
            ("x", ["x"]),
            ("ab\n\u{feff}c", ["ab", "\u{feff}c"]),
            ("a\rb\n", ["a\rb"]),
        ])
    func endings(text: String, expected: [String]) throws {
        // Swift's string equality would take a byte order mark for nothing; compare the bytes.
        let source = try folder.file(text)
        for chunkBytes in [1, 2, 3, 1 << 18] {
            let found = try texts(of: source, limits: RecordingLimits(chunkBytes: chunkBytes))
            #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
        }
    }

    @Test func `numbers are those that an editor shows`() throws {
        let found = try lines(of: folder.file("\n\na\n\nb")).lines
        #expect(found == [.text("a", number: 3), .text("b", number: 5)])
    }

    @Test(arguments: 1...64)
    func `lines cut at any place are whole again`(chunkBytes: Int) throws {
        let wanted = (0..<90).map { String(repeating: "äx\\\"", count: $0 % 23) + "\($0)" }
        let limits = RecordingLimits(chunkBytes: chunkBytes)
        let text = wanted.joined(separator: "\r\n")
        #expect(try texts(of: folder.file(text), limits: limits) == wanted)
        #expect(try texts(of: folder.file(gzip(text)), limits: limits) == wanted)
    }

    @Test func `a line of just the limit is a line, one byte more is too long`() throws {
        let text = String(repeating: "a", count: 100) + "\n" + String(repeating: "b", count: 101) + "\nc\n"
        for chunkBytes in [1, 7, 99, 100, 101, 102, 4096] {
            let limits = RecordingLimits(lineBytes: 100, chunkBytes: chunkBytes)
            let found = try lines(of: folder.file(text), limits: limits).lines
            #expect(
                found == [
                    .text(String(repeating: "a", count: 100), number: 1), .tooLong(101, number: 2),
                    .text("c", number: 3),
                ])
        }
    }

    @Test func `a line far too long is passed over to its end and counted in full`() throws {
        let long = String(repeating: "y", count: 1_000_003)
        let limits = RecordingLimits(lineBytes: 1000, chunkBytes: 512, probeLines: 10_000)
        let found = try lines(of: folder.file("a\n\(long)\nb\n\(long)"), limits: limits).lines
        #expect(
            found == [
                .text("a", number: 1), .tooLong(1_000_003, number: 2), .text("b", number: 3),
                .tooLong(1_000_003, number: 4),
            ])
    }

    @Test func `bytes that come one by one through a pipe give the same lines`() throws {
        let wanted = (0..<200).map { "{\"line\":\($0)}" }
        for bytes in [Array(wanted.joined(separator: "\n").utf8), gzip(wanted.joined(separator: "\n"))] {
            let pipe = FedPipe(bytes, pieceBytes: 1)
            pipe.feed()
            #expect(try texts(of: pipe.source) == wanted)
        }
    }

    @Test func `text without anything readable ends the reading at its bound`() throws {
        let limits = RecordingLimits(lineBytes: 1000, chunkBytes: 100, probeLines: 3)
        let source = try folder.file([UInt8](repeating: 10, count: 10_000))
        #expect(try lines(of: source, limits: limits).lines == [.barren(expanded: false)])
        #expect(try lines(of: folder.file([UInt8](repeating: 10, count: 3000)), limits: limits).lines == [])
        // One readable line, and the rest may be as barren as it likes.
        let begun = Array("a\n".utf8) + [UInt8](repeating: 10, count: 10_000)
        #expect(try lines(of: folder.file(begun), limits: limits).lines == [.text("a", number: 1)])
    }
}
