import Glibc
import Testing
import Vitals

@testable import VitalsJSON

/// No byte is looked at that lies further behind the text than was said: there, nothing may be read.
@Suite struct GuardedTextTests {
    /// Calls `body` with a text behind which exactly `readable` bytes may be read.
    private static func withGuarded(
        _ text: [UInt8], behind: [UInt8], readable: Int, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let room = (text.count + readable + page - 1) / page * page
        let region = try #require(mmap(nil, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
        defer { munmap(region, room + page) }
        #expect(mprotect(region + room, page, PROT_NONE) == 0)
        let start = region + room - readable - text.count
        let place = UnsafeMutableRawBufferPointer(start: start, count: text.count + readable)
        place.copyBytes(from: text + behind.prefix(readable))
        body(UnsafeRawBufferPointer(rebasing: place[..<text.count]))
    }

    @Test("nothing is read behind what may be", arguments: [0, 1, 24, 39, 40, 41, 72, 111, 112, 200])
    func guarded(readable: Int) throws {
        func message(_ number: Int) -> [UInt8] {
            let text = String(repeating: "x", count: 60)
            return Array(
                (#"{"stats":{"pc":"publisher","reports":[{"type":"x"},"#
                    + #"{"id":"I0123456789","timestamp":\#(number).5,"type":"inbound-rtp","kind":"audio","#
                    + #""jitter":\#(number),"#
                    + #""mid":"\#(number)\#(text)","x":\#(number)},{"type":"x"}]}}"#).utf8)
        }
        var fast = FastDecoder(limits: DecodeLimits())
        for number in 0..<4 { _ = try? message(number).withUnsafeBytes { try fast.decode($0) } }
        let count = fast.patterns.count
        #expect(count == 2)
        let whole = message(7)
        for end in 1...whole.count {
            let behind = Array(whole[end...]) + [UInt8](repeating: UInt8(ascii: "1"), count: readable)
            try Self.withGuarded(Array(whole[..<end]), behind: behind, readable: readable) { text in
                let isRead = (try? fast.decode(text, readableBehind: readable)) != nil
                #expect(isRead == (end == whole.count))
            }
        }
    }
}
