import Testing

@testable import HTTPPort

@Suite struct HeadScanTests {
    @Test(
        "heads are counted however they are cut",
        arguments: [
            ("", 0, 0), ("GET / HTTP/1.1\r\n\r\n", 1, 0), ("GET / HTTP/1.1\r\n\r\nGET", 1, 3),
            ("a\r\nb\r\n\r\nc\r\n\r\n\r\n\r\nd", 2, 1), ("a\r\r\n\r\n", 1, 0), ("a\r\n\n\r\n\r\n", 1, 0),
            ("\r\n\r\na", 0, 1), ("a\n\nb", 0, 4), ("a\r\n\r", 0, 4),
        ])
    func counts(text: String, count: Int, bytes: Int) {
        for size in 1...max(1, text.utf8.count) {
            var scan = HeadScan(limit: 100)
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let piece = rest.prefix(size)
                _ = piece.withUnsafeBytes { scan.take($0) }
                rest = rest.dropFirst(size)
            }
            #expect(scan.count == count)
            #expect(scan.bytes == bytes)
        }
    }

    @Test("it says how much belongs to whole heads")
    func whole() {
        var scan = HeadScan(limit: 100)
        #expect(Array("a\r\n\r\nb\r\n\r\nccc".utf8).withUnsafeBytes { scan.take($0) } == 10)
        #expect(Array("c\r\n\r\n".utf8).withUnsafeBytes { scan.take($0) } == 5)
        #expect(scan.count == 3)
    }

    @Test("a head with more bytes than it may have is found out, and those before it are told")
    func tooLong() {
        for (last, isTooLong) in [("c\r\n\r\n", false), ("cd\r\n\r\n", true), ("cdefgh", true)] {
            var scan = HeadScan(limit: 5)
            let whole = Array(("a\r\n\r\nb\r\n\r\n" + last + "e\r\n\r\n").utf8).withUnsafeBytes { scan.take($0) }
            #expect(scan.isTooLong == isTooLong)
            #expect(scan.count == (isTooLong ? 2 : 4))
            #expect(whole == (isTooLong ? 10 : 20))
        }
    }

    @Test(
        "behind a head that announces a body nothing is counted",
        arguments: [
            ("Content-Length: 5", true), ("content-length:5", true), ("CONTENT-LENGTH: \t 12", true),
            ("Transfer-Encoding: chunked", true), ("Content-Length: 0", false), ("Content-Length:", false),
            ("X-Content-Length: 5", false), ("X: Content-Length: 5", false), ("Content-Length: 00", true),
        ])
    func bodies(field: String, isBody: Bool) {
        let head = "POST / HTTP/1.1\r\n\(field)\r\n\r\n"
        let more = "hello\r\n\r\nworld\r\n\r\n" + String(repeating: "x", count: 200)
        for size in [1, 7, 1_000] {
            var scan = HeadScan(limit: 100)
            var whole = 0
            var rest = Array((head + more).utf8)[...]
            while !rest.isEmpty {
                whole += rest.prefix(size).withUnsafeBytes { scan.take($0) }
                rest = rest.dropFirst(size)
            }
            #expect(scan.isBodyAhead == isBody)
            #expect(scan.count == (isBody ? 1 : 3))
            #expect(scan.isTooLong == !isBody)
            if isBody { #expect(whole >= more.utf8.count) }
        }
    }
}
