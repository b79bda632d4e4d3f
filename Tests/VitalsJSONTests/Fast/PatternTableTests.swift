import Testing
import Vitals

@testable import VitalsJSON

/// What the fast decoder learns of entries that come again, by what it then does without reading their keys.
@Suite struct PatternTableTests {
    private static func message(_ entries: [String]) -> String {
        #"{"stats":{"participantIdentity":"alice","pc":"publisher","timestamp":1,"reports":["#
            + entries.joined(separator: ",") + "]}}" + String(repeating: " ", count: 64)
    }

    private static func decode(_ entries: String..., by fast: inout FastDecoder) -> Bool {
        let bytes = Array(message(entries).utf8)
        let report = bytes.withUnsafeBytes { try? fast.decode($0) }
        let reference = try? FeedDecoder().decode(bytes)
        guard let report else { return false }
        #expect(reference == .stats(report))
        return true
    }

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
            #expect(Self.decode(Self.codec(number), by: &fast))
            counts.append(fast.patterns.count)
        }
        #expect(counts == [0, 1, 1, 1, 1])
    }

    @Test("entries with other keys, another type or other space between are of other makes")
    func makes() {
        var fast = FastDecoder(limits: DecodeLimits())
        let makes = [
            Self.codec(1), Self.codec(1, "payloadType"), Self.codec(1).replacing("codec", with: "peer-connection"),
            Self.codec(1).replacing(":90000", with: " : 90000"), Self.inbound(1),
        ]
        for _ in 0..<3 {
            for make in makes { #expect(Self.decode(make, by: &fast)) }
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
        for number in 0..<4 { #expect(Self.decode(Self.inbound(number), by: &fast)) }
        for number in 4..<8 {
            #expect(Self.decode(Self.inbound(number, jitter: jitter), by: &fast))
            #expect(Self.decode(Self.inbound(number), by: &fast))
        }
        let count = fast.patterns.count
        #expect(count == 1)
    }

    @Test(
        "a known make lets no other value pass",
        arguments: ["01", "1.", ".5", "+1", "1e", "--1", "0x1", "\"1\"", "true", "[1]", "{}", "1 2", ""])
    func refused(jitter: String) {
        var fast = FastDecoder(limits: DecodeLimits())
        for number in 0..<4 { #expect(Self.decode(Self.inbound(number, jitter: "\(number)"), by: &fast)) }
        #expect(!Self.decode(Self.inbound(5, jitter: jitter), by: &fast))
        #expect(Self.decode(Self.inbound(6), by: &fast))
    }

    @Test("texts, flags and members that nobody asks for vary within what they may be")
    func otherValues() {
        func outbound(_ rest: String) -> String {
            #"{"id":"O","timestamp":1,"type":"outbound-rtp","kind":"video","# + rest + "}"
        }
        var fast = FastDecoder(limits: DecodeLimits())
        let texts = [#""a""#, #""q""#, #""ü🎥""#, "null", #""""#, #""\#(String(repeating: "x", count: 90))""#]
        for text in texts + texts {
            #expect(Self.decode(outbound(#""rid":\#(text),"encoderImplementation":\#(text),"active":true"#), by: &fast))
        }
        for flag in ["true", "false", "null", "true", "false", "null"] {
            #expect(Self.decode(outbound(#""rid":"a","encoderImplementation":\#(flag),"active":\#(flag)"#), by: &fast))
        }
        let count = fast.patterns.count
        #expect(count == 1)
        for wrong in [#""\u0041""#, "\"\u{01}\"", "\"a", "1", "[]"] {
            #expect(!Self.decode(outbound(#""rid":\#(wrong),"encoderImplementation":"a","active":true"#), by: &fast))
        }
        for wrong in ["1", #""true""#, "tru", "truee"] {
            #expect(!Self.decode(outbound(#""rid":"a","encoderImplementation":"a","active":\#(wrong)"#), by: &fast))
        }
    }

    @Test("durations are read within a known make, and one without them is another")
    func durations() {
        func outbound(_ durations: String) -> String {
            #"{"id":"O","timestamp":1,"type":"outbound-rtp","kind":"video","qualityLimitationDurations":\#(durations)}"#
        }
        var fast = FastDecoder(limits: DecodeLimits())
        for number in 0..<6 {
            #expect(Self.decode(outbound(#"{"bandwidth":\#(number).5,"cpu":1,"none":2,"other":0}"#), by: &fast))
        }
        for _ in 0..<3 {
            #expect(Self.decode(outbound("null"), by: &fast))
            #expect(Self.decode(outbound("{}"), by: &fast))
        }
        let count = fast.patterns.count
        #expect(count == 3)
        #expect(!Self.decode(outbound("1"), by: &fast))
    }

    @Test("makes that come once are not kept, and those that are too many make room for one another")
    func bounded() {
        var fast = FastDecoder(limits: DecodeLimits())
        for number in 0..<400 { #expect(Self.decode(Self.codec(1, "once\(number)"), by: &fast)) }
        let none = fast.patterns.count
        #expect(none == 0)
        for number in 0..<400 {
            for _ in 0..<3 { #expect(Self.decode(Self.codec(number, "key\(number)"), by: &fast)) }
        }
        let (count, replaced) = (fast.patterns.count, fast.patterns.replaced)
        #expect(count == PatternTable.capacity)
        #expect(replaced == UInt64(400 - PatternTable.capacity))
        for number in 0..<3 { #expect(Self.decode(Self.inbound(number), by: &fast)) }
    }

    @Test("an entry with more values or bytes than are noted is read all the same")
    func tooLong() {
        var fast = FastDecoder(limits: DecodeLimits())
        let many = (0...EntryOutline.valueLimit).map { #""m\#($0)":\#($0)"# }.joined(separator: ",")
        let long = String(repeating: "x", count: EntryOutline.byteLimit)
        for _ in 0..<3 {
            #expect(Self.decode(#"{"id":"C","timestamp":1,"type":"codec",\#(many)}"#, by: &fast))
            #expect(Self.decode(#"{"id":"C","timestamp":1,"type":"codec","m":"\#(long)"}"#, by: &fast))
        }
        let count = fast.patterns.count
        #expect(count == 0)
    }

    @Test("lists and objects of known makes count against the limit on them")
    func containers() {
        let entry = #"{"id":"C","timestamp":1,"type":"codec","a":[1,{"b":2}]}"#
        var fast = FastDecoder(limits: DecodeLimits(containers: 3 + 3 * 3))
        for _ in 0..<3 { #expect(Self.decode(entry, entry, entry, by: &fast)) }
        let count = fast.patterns.count
        #expect(count == 1)
        #expect(!Self.decode(entry, entry, entry, entry, by: &fast))
    }
}
