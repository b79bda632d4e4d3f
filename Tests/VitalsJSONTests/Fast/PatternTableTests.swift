import Testing
import Vitals

@testable import VitalsJSON

/// What the fast decoder learns of entries that come again, by what it then does without reading their keys.
@Suite struct PatternTableTests {
    private static func codec(_ number: Int, _ key: String = "clockRate") -> String {
        #"{"id":"C\#(number)","timestamp":\#(number).5,"type":"codec","\#(key)":90000}"#
    }

    private static func inbound(_ number: Int, jitter: String = "0.5", kind: String = #""video""#) -> String {
        #"{"id":"I","timestamp":\#(number),"type":"inbound-rtp","kind":\#(kind),"jitter":\#(jitter)}"#
    }

    @Test("a make is known from the second entry on, whatever its values are")
    func second() {
        var fast = FastDecoder(limits: DecodeLimits())
        var counts: [Int] = []
        for number in 0..<5 {
            #expect(RepeatedEntries.decode(Self.codec(number), by: &fast))
            counts.append(fast.patterns.count)
        }
        #expect(counts == [0, 1, 1, 1, 1])
    }

    @Test("makes that come in turn are all known after each has come twice")
    func inTurn() {
        var fast = FastDecoder(limits: DecodeLimits())
        var counts: [Int] = []
        for round in 0..<3 {
            for make in 0..<PatternTable.capacity {
                #expect(RepeatedEntries.decode(Self.codec(round, "key\(make)"), by: &fast))
            }
            counts.append(fast.patterns.count)
        }
        #expect(counts == [0, PatternTable.capacity, PatternTable.capacity])
    }

    @Test("of the same reports again every entry is what it was expected to be")
    func order() {
        var fast = FastDecoder(limits: DecodeLimits())
        let makes = (0..<20).map { Self.codec(7, "key\($0)") }
        for _ in 0..<3 { #expect(RepeatedEntries.decode(entries: makes, by: &fast)) }
        let (tries, matches) = (fast.patterns.triesLeft, fast.patterns.matches)
        for _ in 0..<3 { #expect(RepeatedEntries.decode(entries: makes, by: &fast)) }
        // A guess that fails costs tries, of which an entry gives back some.
        let (left, later) = (fast.patterns.triesLeft, fast.patterns.matches)
        #expect(left >= tries)
        #expect(later - matches == 60)
    }

    @Test("entries with other keys, another type or other space between are of other makes")
    func makes() {
        var fast = FastDecoder(limits: DecodeLimits())
        let makes = [
            Self.codec(1), Self.codec(1, "payloadType"), Self.codec(1).replacing("codec", with: "peer-connection"),
            Self.codec(1).replacing(":90000", with: " : 90000"), Self.inbound(1),
        ]
        for _ in 0..<3 {
            for make in makes { #expect(RepeatedEntries.decode(make, by: &fast)) }
        }
        let count = fast.patterns.count
        #expect(count == makes.count)
    }

    @Test(
        "a value that was always the same may become any other that the member can have",
        arguments: [
            "0", "1", "0.25", "-3", "-0", "1e-7", "12E+2", "null", "12345678901234567890", "0.1234567890123456789",
            "1234567890123456789012345678901234567890",
        ])
    func varying(jitter: String) {
        var fast = FastDecoder(limits: DecodeLimits())
        for number in 0..<4 { #expect(RepeatedEntries.decode(Self.inbound(number), by: &fast)) }
        for number in 4..<8 {
            #expect(RepeatedEntries.decode(Self.inbound(number, jitter: jitter), by: &fast))
            #expect(RepeatedEntries.decode(Self.inbound(number), by: &fast))
        }
        let count = fast.patterns.count
        #expect(count == 1)
    }

    @Test(
        "a known make lets no other value pass",
        arguments: ["01", "1.", ".5", "+1", "1e", "--1", "0x1", "\"1\"", "true", "[1]", "{}", "1 2", ""])
    func refused(jitter: String) {
        var fast = FastDecoder(limits: DecodeLimits())
        for number in 0..<4 { #expect(RepeatedEntries.decode(Self.inbound(number, jitter: "\(number)"), by: &fast)) }
        #expect(!RepeatedEntries.decode(Self.inbound(5, jitter: jitter), by: &fast))
        #expect(RepeatedEntries.decode(Self.inbound(6), by: &fast))
    }

    @Test("texts, flags and members that nobody asks for vary within what they may be")
    func otherValues() {
        func outbound(_ rest: String) -> String {
            #"{"id":"O","timestamp":1,"type":"outbound-rtp","kind":"video","# + rest + "}"
        }
        var fast = FastDecoder(limits: DecodeLimits())
        let texts = [#""a""#, #""q""#, #""ü🎥""#, "null", #""""#, #""\#(String(repeating: "x", count: 90))""#]
        for text in texts + texts {
            #expect(
                RepeatedEntries.decode(
                    outbound(#""rid":\#(text),"encoderImplementation":\#(text),"active":true"#), by: &fast))
        }
        for flag in ["true", "false", "null", "true", "false", "null"] {
            #expect(
                RepeatedEntries.decode(
                    outbound(#""rid":"a","encoderImplementation":\#(flag),"active":\#(flag)"#), by: &fast))
        }
        let count = fast.patterns.count
        #expect(count == 1)
        for wrong in [#""\u0041""#, "\"\u{01}\"", "\"a", "1", "[]"] {
            #expect(
                !RepeatedEntries.decode(
                    outbound(#""rid":\#(wrong),"encoderImplementation":"a","active":true"#), by: &fast))
        }
        for wrong in ["1", #""true""#, "tru", "truee"] {
            #expect(
                !RepeatedEntries.decode(
                    outbound(#""rid":"a","encoderImplementation":"a","active":\#(wrong)"#), by: &fast))
        }
    }

    @Test("durations are read within a known make, and one without them is another")
    func durations() {
        func outbound(_ durations: String) -> String {
            #"{"id":"O","timestamp":1,"type":"outbound-rtp","kind":"video","qualityLimitationDurations":\#(durations)}"#
        }
        var fast = FastDecoder(limits: DecodeLimits())
        for number in 0..<6 {
            #expect(
                RepeatedEntries.decode(outbound(#"{"bandwidth":\#(number).5,"cpu":1,"none":2,"other":0}"#), by: &fast))
        }
        for _ in 0..<3 {
            #expect(RepeatedEntries.decode(outbound("null"), by: &fast))
            #expect(RepeatedEntries.decode(outbound("{}"), by: &fast))
        }
        let count = fast.patterns.count
        #expect(count == 3)
        #expect(!RepeatedEntries.decode(outbound("1"), by: &fast))
    }

    @Test("makes that come once are not kept, and those that are too many make room for one another")
    func bounded() {
        var fast = FastDecoder(limits: DecodeLimits())
        for number in 0..<400 { #expect(RepeatedEntries.decode(Self.codec(1, "once\(number)"), by: &fast)) }
        let none = fast.patterns.count
        #expect(none == 0)
        for number in 0..<400 {
            for _ in 0..<3 { #expect(RepeatedEntries.decode(Self.codec(number, "key\(number)"), by: &fast)) }
        }
        let (count, replaced) = (fast.patterns.count, fast.patterns.replaced)
        #expect(count == PatternTable.capacity)
        #expect(replaced == UInt64(400 - PatternTable.capacity))
        for number in 0..<3 { #expect(RepeatedEntries.decode(Self.inbound(number), by: &fast)) }
    }

    @Test("an entry with more values or bytes than are noted is read all the same")
    func tooLong() {
        var fast = FastDecoder(limits: DecodeLimits())
        let many = (0...EntryOutline.valueLimit).map { #""m\#($0)":\#($0)"# }.joined(separator: ",")
        let long = String(repeating: "x", count: EntryOutline.byteLimit)
        for _ in 0..<3 {
            #expect(RepeatedEntries.decode(#"{"id":"C","timestamp":1,"type":"codec",\#(many)}"#, by: &fast))
            #expect(RepeatedEntries.decode(#"{"id":"C","timestamp":1,"type":"codec","m":"\#(long)"}"#, by: &fast))
        }
        let count = fast.patterns.count
        #expect(count == 0)
    }

    @Test("lists and objects of known makes count against the limit on them")
    func containers() {
        let entry = #"{"id":"C","timestamp":1,"type":"codec","a":[1,{"b":2}]}"#
        var fast = FastDecoder(limits: DecodeLimits(containers: 3 + 3 * 3))
        for _ in 0..<3 { #expect(RepeatedEntries.decode(entry, entry, entry, by: &fast)) }
        let count = fast.patterns.count
        #expect(count == 1)
        #expect(!RepeatedEntries.decode(entry, entry, entry, entry, by: &fast))
    }

    @Test(
        "what varies is passed over by the pattern, not key by key",
        arguments: ["7", "0.25", "-3", "1.5e-7", "12E+2", "null", "true", #""a""#])
    func passedOver(other: String) {
        func entry(_ count: String, _ other: String) -> String {
            #"{"id":"I","timestamp":\#(count),"type":"inbound-rtp","kind":"audio","jitter":\#(count),"x":\#(other)}"#
        }
        var fast = FastDecoder(limits: DecodeLimits())
        for number in 0..<4 { #expect(RepeatedEntries.decode(entry("\(number)", "\(number)"), by: &fast)) }
        let before = fast.patterns.matches
        #expect(RepeatedEntries.decode(entry("4", other), by: &fast))
        #expect(RepeatedEntries.decode(entry("4.25e1", "5"), by: &fast))
        let matches = fast.patterns.matches - before
        #expect(matches == 2)
    }

    @Test(
        "words that begin as others do, and texts that end otherwise, pass nowhere",
        arguments: [
            "falsx", "fals", "trux", "nulx", "\"a\\", "\"a\u{01}", "a\"", "\"aü", "1.", "01", "-", "1e",
        ])
    func nearlyValues(other: String) {
        var fast = FastDecoder(limits: DecodeLimits())
        func entry(_ text: String) -> String {
            #"{"id":"O","timestamp":1,"type":"outbound-rtp","kind":"video","rid":"a","x":\#(text),"y":1}"#
        }
        func named(_ text: String) -> String {
            #"{"id":"O","timestamp":1,"type":"outbound-rtp","kind":"video","rid":\#(text),"z":1}"#
        }
        for text in [#""a""#, #""b""#, #""c""#, #""d""#] {
            #expect(RepeatedEntries.decode(entry(text), by: &fast))
            #expect(RepeatedEntries.decode(named(text), by: &fast))
        }
        #expect(!RepeatedEntries.decode(entry(other), by: &fast))
        #expect(!RepeatedEntries.decode(named(other), by: &fast))
    }

    @Test("a member called as one of the durations is none of them outside")
    func outside() {
        for name in ["bandwidth", "cpu", "other"] {
            for value in ["5", #""5""#, "null", "{}"] {
                var fast = FastDecoder(limits: DecodeLimits())
                for number in 0..<4 {
                    let value = value == "5" ? "\(number)" : value
                    let members = [
                        #""\#(name)":\#(value)"#, #""qualityLimitationDurations":{"bandwidth":1,"none":\#(number)}"#,
                    ]
                    for order in [members, members.reversed()] {
                        let rest = order.joined(separator: ",")
                        let entry = #"{"id":"O","timestamp":1,"type":"outbound-rtp","kind":"video",\#(rest)}"#
                        #expect(RepeatedEntries.decode(entry, by: &fast))
                    }
                }
            }
        }
    }

}
