import Recordings
import Testing

/// The gzip files that faults are made of.
@Suite struct GzipReadingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let wanted = (0..<500).map { "{\"n\":\($0),\"text\":\"\(String(repeating: "ab", count: $0 % 40))\"}" }
    private var text: String { wanted.map { $0 + "\n" }.joined() }

    private func number(_ lines: [CopiedLine]) -> Int {
        lines.filter { if case .text = $0 { true } else { false } }.count
    }

    @Test(arguments: [0, 1, 6, 9] as [Int32])
    func `packed and plain give the same lines`(level: Int32) throws {
        #expect(try texts(of: folder.file(gzip(text, level: level))) == wanted)
        #expect(try texts(of: folder.file(text)) == wanted)
    }

    @Test func `it is recognised by its content, not by its name`() throws {
        #expect(try texts(of: folder.file(gzip("a\n"), name: "plain.txt")) == ["a"])
        #expect(try texts(of: folder.file("a\n", name: "packed.gz")) == ["a"])
    }

    @Test func `ten thousand members are one text in flat memory, lines across members included`() throws {
        let before = try residentBytes()
        var packed: [UInt8] = []
        for number in 0..<10_000 { packed += gzip("\(number)\n\(number)") }
        let found = try texts(of: folder.file(packed))
        #expect(found.count == 10_001)
        #expect(found.first == "0")
        #expect(found[1] == "01")
        #expect(found.last == "9999")
        // Were each member's state kept, they would be 400 MB.
        #expect(try residentBytes() - before < 200 << 20)
    }

    @Test func `empty members and padding with zeros are nothing`() throws {
        let packed = gzip("") + gzip("a\n") + gzip("") + gzip("b\n") + [UInt8](repeating: 0, count: 1000)
        #expect(try texts(of: folder.file(packed)) == ["a", "b"])
    }

    @Test func `cut at every byte, what was there before counts and the cut is named with its place`() throws {
        let packed = gzip(text)
        var before = 0
        for length in 2..<packed.count {
            let source = try folder.file(Array(packed[..<length]))
            let found = try lines(of: source)
            let error = try #require(found.error)
            #expect(error.problem == .truncatedGzip)
            #expect(error.offset == UInt64(length))
            #expect(error.file == folder.path(of: "call.ndjson"))
            let count = number(found.lines)
            #expect(count >= before)
            before = count
        }
        #expect(before == wanted.count)
    }

    @Test func `a match that found no room in the last chunk is not lost by a cut`() throws {
        // Long runs, so that one code stands for more text than a chunk has room for.
        let packed = gzip("head\n" + String(repeating: "z", count: 5000) + "\ntail\n")
        for length in (packed.count - 12)..<packed.count {
            let source = try folder.file(Array(packed[..<length]))
            let small = try lines(of: source, limits: RecordingLimits(chunkBytes: 3))
            let large = try lines(of: source)
            #expect(small.lines == large.lines)
        }
    }

    @Test(arguments: 1...8)
    func `a wrong check sum or length is named after all lines were read`(fromEnd: Int) throws {
        var packed = gzip(text)
        packed[packed.count - fromEnd] ^= 1
        let found = try lines(of: folder.file(packed))
        #expect(number(found.lines) == wanted.count)
        #expect(found.error?.problem == .checksumMismatch)
        #expect((found.error?.offset ?? 0) <= UInt64(packed.count))
        #expect((found.error?.offset ?? 0) >= UInt64(packed.count - 8))
    }

    @Test(arguments: ["garbage", "\u{1f}", "\u{1f}x and more", "{\"t\":1}\n"])
    func `something else behind the packed data is named with its place`(garbage: String) throws {
        let packed = gzip(text)
        let found = try lines(of: folder.file(packed + Array(garbage.utf8)))
        #expect(number(found.lines) == wanted.count)
        let isOneByte = garbage.utf8.count == 1
        #expect(found.error?.problem == (isOneByte ? .truncatedGzip : .trailingGarbage))
        #expect((found.error?.offset ?? 0) >= UInt64(packed.count))
        #expect((found.error?.offset ?? 0) <= UInt64(packed.count + 2))
        let padded = try lines(of: folder.file(packed + [0, 0, 0x1f, 0x8b]))
        #expect(padded.error?.problem == .trailingGarbage)
    }

    @Test func `every flipped bit is found, or harmless`() throws {
        let packed = gzip(text)
        for index in stride(from: 0, to: packed.count, by: 7) {
            for bit in 0..<8 {
                var damaged = packed
                damaged[index] ^= 1 << UInt8(bit)
                let found = try lines(of: folder.file(damaged))
                // Without the magic it is another kind of file; the time, name flags and system of the
                // header are nobody's check sum.
                if index >= 10 { #expect(found.error != nil, "byte \(index), bit \(bit)") }
            }
        }
    }

    @Test func `a bomb without lines ends at the bound on expansion`() throws {
        var packed = gzip("{\"a\":1}\n")
        gzip(appendingTo: &packed) { write in
            for _ in 0..<160 { write([UInt8](repeating: 0, count: 1 << 20)) }
        }
        #expect(packed.count < 200_000)
        let found = try lines(of: folder.file(packed)).lines
        #expect(found == [.text("{\"a\":1}", number: 1), .barren(expanded: true)])
    }

    @Test func `text that is readable may expand as far as it likes`() throws {
        let limits = RecordingLimits(expansionRatio: 2, expansionGraceBytes: 1000)
        #expect(try texts(of: folder.file(gzip(text)), limits: limits) == wanted)
        let barren = try lines(of: folder.file(gzip(text)), limits: limits, noting: false)
        #expect(number(barren.lines) == wanted.count)
    }
}
