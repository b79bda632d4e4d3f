import Testing
import Vitals

@testable import VitalsJSON

/// What is kept of entries that come again, where there is an end to it.
@Suite struct PatternBoundsTests {
    @Test("entries of as many bytes and values as are noted are kept, of one more or one less they are not")
    func borders() {
        func count(_ entry: String) -> Int {
            var fast = FastDecoder(limits: DecodeLimits())
            for _ in 0..<3 { #expect(RepeatedEntries.decode(entry, by: &fast)) }
            return fast.patterns.count
        }
        func valued(_ values: Int) -> String {
            #"{"type":"codec",\#((1..<values).map { #""m\#($0)":\#($0)"# }.joined(separator: ","))}"#
        }
        #expect(count(valued(EntryOutline.valueLimit)) == 1)
        #expect(count(valued(EntryOutline.valueLimit + 1)) == 0)
        func filled(_ bytes: Int) -> String {
            let entry = #""type":"codec","a":"!"}"#
            return "{" + entry.replacing("!", with: String(repeating: "x", count: bytes - entry.utf8.count + 1))
        }
        #expect(count(filled(EntryOutline.byteLimit)) == 1)
        #expect(count(filled(EntryOutline.byteLimit + 1)) == 0)
        #expect(count(#"{"type":""}"#) == 1)
        // Lists and objects without values in them make it long, too.
        let empty = [String](repeating: "[]", count: 30_000).joined(separator: ",")
        #expect(count(#"{"id":"C","timestamp":1,"type":"codec","a":[\#(empty)]}"#) == 0)
    }

    @Test("the oldest make goes first, and those that stay go on being widened")
    func replacement() {
        var fast = FastDecoder(limits: DecodeLimits())
        let makes = PatternTable.capacity + 40
        func entry(_ make: Int, _ count: Int) -> String {
            #"{"id":"C\#(make)","timestamp":\#(count),"type":"codec","key\#(make)":1}"#
        }
        for make in 0..<makes {
            for number in 0..<4 { #expect(RepeatedEntries.decode(entry(make, number), by: &fast)) }
        }
        let replaced = fast.patterns.replaced
        #expect(replaced == UInt64(makes - PatternTable.capacity))
        // So many of each that what fits gives back the tries that finding it takes.
        func entries(_ make: Int) -> [String] { [String](repeating: entry(make, 7), count: 64) }
        for _ in 0..<3 { #expect(RepeatedEntries.decode(entries: entries(makes - 1), by: &fast)) }
        // From the newest on: a make that is gone takes the oldest one's place when it comes again.
        for make in (0..<makes).reversed() {
            let before = fast.patterns.matches
            #expect(RepeatedEntries.decode(entries: entries(make), by: &fast))
            let matches = fast.patterns.matches - before
            #expect(matches == (make >= makes - PatternTable.capacity ? 64 : 63))
        }
    }

    @Test("what is of another make is not taken for a pattern's")
    func otherMake() {
        func whole(_ text: String, _ body: (EntryOutline.Whole) -> Void) {
            var bytes = Array(text.utf8)
            bytes.withUnsafeMutableBufferPointer { bytes in
                var outline = EntryOutline()
                guard let start = UnsafePointer(bytes.baseAddress) else { return }
                outline.begin(at: start)
                outline.add(from: start + 4, to: start + 5, .jitter)
                outline.add(from: start + 10, to: start + 11, .none)
                if let whole = outline.close(at: start + bytes.count) { body(whole) }
            }
        }
        whole(#""a":1,"b":2}"#) { first in
            let members = EntryMembers()
            var pattern = EntryPattern(first, members, kind: .inboundRTP, containers: 1)
            for other in [#""a":1,"c":2}"#, #""c":1,"b":2}"#, #""a":1,"b":2]"#, #""a":1,"b":2} "#] {
                whole(other) { other in
                    let isWidened = pattern.widen(to: other, members)
                    #expect(!isWidened)
                }
            }
            whole(#""a":3,"b":2}"#) { other in
                let isWidened = pattern.widen(to: other, members)
                #expect(isWidened)
            }
        }
    }

    @Test("patterns are not tried in vain without end, and are tried again when entries have fitted")
    func tries() {
        func codec(_ key: String, _ number: Int) -> String {
            #"{"id":"C\#(key)","timestamp":\#(number),"type":"codec","\#(key)":1}"#
        }
        var fast = FastDecoder(limits: DecodeLimits())
        for make in 0..<64 {
            for number in 0..<3 { #expect(RepeatedEntries.decode(codec("make\(make)", number), by: &fast)) }
        }
        for number in 0..<200 { #expect(RepeatedEntries.decode(codec("once\(number)", number), by: &fast)) }
        let (left, cut, count) = (fast.patterns.triesLeft, fast.patterns.searchesCut, fast.patterns.count)
        #expect(count == 64)
        #expect(left < 64 && cut > 50)
        for number in 0..<2_000 { #expect(RepeatedEntries.decode(codec("make\(number % 64)", number), by: &fast)) }
        let (later, cutLater) = (fast.patterns.triesLeft, fast.patterns.searchesCut)
        #expect(later == PatternTable.mostTries)
        #expect(RepeatedEntries.decode(codec("once", 1), by: &fast))
        let (tried, again) = (fast.patterns.triesLeft, fast.patterns.searchesCut)
        #expect(tried < later && again == cutLater)
    }
}
