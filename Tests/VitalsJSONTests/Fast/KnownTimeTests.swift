import Testing
import Vitals

@testable import VitalsJSON

/// Times that come again within a message, and those that nearly do.
@Suite struct KnownTimeTests {
    /// With its time in the middle, or in the end.
    private static let forms: [@Sendable (String) -> String] = [
        { #"{"id":"I","timestamp":\#($0),"type":"inbound-rtp","kind":"audio","jitter":0.5}"# },
        { #"{"id":"I","type":"inbound-rtp","kind":"audio","jitter":0.5,"timestamp":\#($0)}"# },
        { #"{"id":"C","timestamp":\#($0),"type":"codec","clockRate":90000}"# },
    ]

    private static func known(_ form: (String) -> String) -> FastDecoder {
        var fast = FastDecoder(limits: DecodeLimits())
        for number in 0..<4 { #expect(RepeatedEntries.decode(form("\(number)"), by: &fast)) }
        return fast
    }

    @Test(
        "each entry has its own time, whatever the one before it had",
        arguments: [
            ["1700000000000.123", "1700000000000.123", "1700000000000.124", "1700000000000.123"],
            ["1700000000000.12", "1700000000000.123", "1700000000000.1", "1700000000000"],
            ["1", "12", "1", "123456789012345678901234567890", "1"], ["5", "5.0", "5e0", "50", "5.00", "5"],
            ["0", "-0", "0.0", "1e-7", "0"], ["7", "null", "7"], ["12E+2", "12E+2", "12"],
        ])
    func times(times: [String]) {
        for form in Self.forms {
            var fast = Self.known(form)
            let before = fast.patterns.matches
            // What is asked of an entry has to have a time.
            let isAsked = !form("").contains("codec")
            let times = times.filter { !isAsked || $0 != "null" }
            for times in [times, times.reversed()] {
                #expect(RepeatedEntries.decode(entries: times.map(form), by: &fast))
            }
            let matches = fast.patterns.matches - before
            #expect(matches == UInt64(2 * times.count))
        }
    }

    @Test(
        "a time that is no number passes nowhere", arguments: ["", "01", "00", "1.", "1e", "--1", "1 2", "\"1\"", "[]"])
    func refused(time: String) {
        for form in Self.forms {
            var fast = Self.known(form)
            #expect(!RepeatedEntries.decode(form("1"), form(time), by: &fast))
            #expect(RepeatedEntries.decode(form("1"), form("1"), by: &fast))
        }
    }

    @Test("what the last message had is forgotten")
    func messages() {
        var fast = Self.known(Self.forms[0])
        #expect(RepeatedEntries.decode(Self.forms[0]("1700000000000.123"), by: &fast))
        let isForgotten = fast.time.length == 17
        #expect(isForgotten)
        #expect(!RepeatedEntries.decode("{", by: &fast))
        let length = fast.time.length
        #expect(length == 0)
    }
}
