import Foundation
import TestSupport
import Testing
import Vitals

@testable import VitalsJSON

/// The fast decoder never accepts what the reference refuses, and never reads a value differently.
@Suite struct FastDecoderTests {
    /// Both decoders on one text, and whether the fast one answered.
    private final class Pair {
        var fast = FastDecoder(limits: DecodeLimits())
        let reference = FeedDecoder()

        func isFast(_ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) -> Bool {
            bytes.withUnsafeBytes { bytes in
                let message = try? fast.decode(bytes)
                let report = try? fast.decodeRecordedReport(bytes)
                expectSameWithin(more: bytes, message ?? report, location)
                if let message {
                    var slow: StatsReport?
                    if case .stats(let report)? = try? reference.decode(bytes) { slow = report }
                    expectSame(message, slow, bytes, location)
                    let line = try? reference.decodeRecordedLine(bytes)
                    #expect(line == .message(.stats(message), at: nil), sourceLocation: location)
                }
                if let report {
                    var slow: StatsReport?
                    if case .report(let report)? = try? reference.decodeRecordedLine(bytes) { slow = report }
                    expectSame(report, slow, bytes, location)
                }
                return message != nil || report != nil
            }
        }

        /// The end of a text is read byte by byte, what lies further in front many at a time: white space moves the border,
        /// and so does further memory that belongs to something else.
        private func expectSameWithin(
            more bytes: UnsafeRawBufferPointer, _ report: StatsReport?, _ location: SourceLocation
        ) {
            let padded = Array(bytes) + [UInt8](repeating: UInt8(ascii: " "), count: 200)
            let followed = Array(bytes) + Array(String(repeating: "0},:\"\"]}}", count: 20).utf8)
            let again = padded.withUnsafeBytes { (try? fast.decode($0)) ?? (try? fast.decodeRecordedReport($0)) }
            let beside = followed.withUnsafeBytes { whole in
                let text = UnsafeRawBufferPointer(rebasing: whole[..<bytes.count])
                let behind = whole.count - bytes.count
                return (try? fast.decode(text, readableBehind: behind))
                    ?? (try? fast.decodeRecordedReport(text, readableBehind: behind))
            }
            for other in [again, beside] where other != report || other?.signs != report?.signs {
                Issue.record("\(String(decoding: bytes, as: UTF8.self))", sourceLocation: location)
            }
        }

        func isFast(_ text: String, _ location: SourceLocation = #_sourceLocation) -> Bool {
            isFast(Array(text.utf8), location)
        }

        private func expectSame(
            _ fast: StatsReport, _ slow: StatsReport?, _ bytes: UnsafeRawBufferPointer, _ location: SourceLocation
        ) {
            guard fast != slow || fast.signs != slow?.signs else { return }
            Issue.record(
                "\(String(decoding: bytes, as: UTF8.self))\n\(fast)\n\(String(describing: slow))",
                sourceLocation: location)
        }
    }

    private static func message(_ entries: String) -> String {
        #"{"stats":{"participantSid":"PA_a","participantIdentity":"alice","pc":"publisher","timestamp":1,"sequence":7,"#
            + #""reports":["# + entries + "]}}"
    }

    private static let outbound =
        #"{"id":"O","timestamp":1.5,"type":"outbound-rtp","kind":"video","ssrc":7,"mid":"0","bytesSent":10,"#
        + #""qualityLimitationDurations":{"bandwidth":1,"cpu":2,"none":3,"other":4},"active":true,"x":[1,{"y":null}]}"#

    @Test("browsers' reports are read fast, from the first to the last", arguments: Fixture.browsers)
    func browsers(fixture: Fixture) throws {
        let pair = Pair()
        for _ in 0..<2 {
            for line in try fixture.lines() { #expect(pair.isFast(line)) }
        }
    }

    @Test("whatever our own encoder writes is read alike", arguments: 0..<4 as Range<UInt64>)
    func encoded(seed: UInt64) {
        var messages = RandomMessages(seed: seed)
        let pair = Pair()
        let fast = (0..<500).count { _ in pair.isFast(FeedEncoder().encode(messages.message())) }
        #expect(fast > 10)
    }

    @Test("every text that is cut off is left to the reference")
    func truncated() throws {
        let pair = Pair()
        let line = try #require(try Fixture.chromium.lines().first)
        for end in 0..<line.count { #expect(!pair.isFast(Array(line[..<end]))) }
        #expect(pair.isFast(line))
        // Even where the rest lies behind it.
        line.withUnsafeBytes { whole in
            for end in 0..<line.count {
                let text = UnsafeRawBufferPointer(rebasing: whole[..<end])
                let report = try? pair.fast.decode(text, readableBehind: line.count - end)
                #expect(report == nil)
                let recorded = try? pair.fast.decodeRecordedReport(text, readableBehind: line.count - end)
                #expect(recorded == nil)
            }
        }
    }

    @Test("spoiled reports are accepted and read alike", arguments: 0..<10 as Range<UInt64>)
    func spoiled(seed: UInt64) throws {
        let count = ProcessInfo.processInfo.environment["FUZZ_CASES"].flatMap(Int.init) ?? 100_000
        var random = SeededGenerator(seed: seed)
        let pair = Pair()
        let lines = try Fixture.browsers.flatMap { try $0.lines() }.map(Self.shortened)
        var fast = 0
        for _ in 0..<count / 10 {
            var bytes = try #require(lines.randomElement(using: &random))
            MessageSpoiler.spoil(&bytes, with: &random)
            if pair.isFast(bytes) { fast += 1 }
        }
        #expect(fast > count / 1000)
        #expect(fast < count / 10)
    }

    /// A few entries only, so that a change does not fall into the same place as the next.
    private static func shortened(_ line: [UInt8]) throws -> [UInt8] {
        guard case .object(var members) = try line.withUnsafeBytes({ try JSONValue(parsing: $0) }) else {
            return line
        }
        for place in members.indices {
            guard case .array(let entries) = members[place].value else { continue }
            let useful = entries.filter { "\($0)".contains("-rtp") }.prefix(2)
            members[place].value = .array(Array(entries.prefix(2)) + useful)
        }
        return JSONValue.object(members).written()
    }

    @Test(
        "fields and forms",
        arguments: [
            (outbound, true), ("", true), (outbound + "," + outbound, true), ("{}", false), ("1", false), ("[]", false),
            (#"{"type":"codec"}"#, true), (#"{"type":"transport","id":"T","timestamp":1}"#, true),
            (#"{"type":"transport","timestamp":1}"#, false), (#"{"type":null,"id":"T"}"#, false),
            (#"{"type":"remote-inbound-rtp","id":"R","timestamp":-0,"ssrc":4294967295}"#, true),
            (#"{"type":"remote-inbound-rtp","id":"R","timestamp":1,"ssrc":4294967296}"#, false),
            (#"{"type":"inbound-rtp","id":"I","timestamp":1}"#, false),
            (#"{"type":"inbound-rtp","id":"I","timestamp":1,"mediaType":"audio"}"#, true),
            (#"{"type":"inbound-rtp","id":"I","timestamp":1,"kind":null,"mediaType":"audio"}"#, true),
            (#"{"type":"inbound-rtp","id":"I","timestamp":1,"kind":"audio","mediaType":"film"}"#, true),
            (#"{"type":"inbound-rtp","id":"I","timestamp":1,"kind":"film"}"#, false),
            (#"{"type":"inbound-rtp","id":"I","timestamp":1,"kind":"audio","jitter":"1"}"#, false),
            (#"{"type":"inbound-rtp","id":"I","timestamp":1,"kind":"audio","jitter":null}"#, true),
            (#" { "type" : "codec" , "a" : [ ] , "b" : { } , "c" : true } "#, true),
            (#"{"type":"codec","a":{"b":1,"b":2}}"#, false), (#"{"type":"codec","a":1,"b":{"a":1},"a":2}"#, false),
            (#"{"type":"codec","a":{"a":{"a":1}},"b":{"a":{"a":1}}}"#, true),
            (#"{"type":"codec","type":"codec"}"#, false),
            (#"{"type":"codec","a":{"b":{"c":{"d":1}}}}"#, false), (#"{"type":"codec","a":"\u0041"}"#, false),
            (#"{"type":"codec","a":"ü🎥"}"#, true), ("{\"type\":\"codec\",\"a\":\"tab\t\"}", false),
            (#"{"type":"codec",}"#, false), (#"{"type":"codec" "a":1}"#, false),
            (#"{"type":"codec","a":1e400}"#, false), ("{" + String(repeating: "\0", count: 80) + "}", false),
            (#"{"type":"codec","# + String(repeating: "\0", count: 80) + "1}", false),
            (#"{"type":"codec","a":1e300}"#, true), (#"{"type":"codec","a":01}"#, false),
        ] as [(String, Bool)])
    func forms(entries: String, isFast: Bool) {
        let pair = Pair()
        // What is learnt in between changes nothing.
        for _ in 0..<2 { #expect(pair.isFast(Self.message(entries)) == isFast) }
        #expect(pair.isFast(Self.message(Self.outbound)))
        #expect(pair.isFast(Self.message(entries)) == isFast)
    }

    @Test("bad UTF-8 is never accepted, wherever it stands", arguments: [[0x80], [0xC3], [0xED, 0xA0, 0x80], [0xFF]])
    func badUTF8(bytes: [UInt8]) {
        let pair = Pair()
        for length in 0..<40 {
            for place in 0...length {
                var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                text.insert(contentsOf: bytes, at: place)
                let whole = Self.message(#"{"type":"codec","a":"!"}"#).utf8.split(separator: UInt8(ascii: "!"))
                #expect(!pair.isFast(Array(whole[0]) + text + Array(whole[1])))
            }
        }
    }

    @Test("keys in any order, and more of them than are remembered, are read alike")
    func shuffledKeys() throws {
        var random = SeededGenerator(seed: 1)
        let pair = Pair()
        for round in 0..<300 {
            var members = (0..<5).map { #""k\#(round)_\#($0)":\#($0)"# }
            members += [
                #""type":"inbound-rtp""#, #""id":"I""#, #""timestamp":1"#, #""kind":"audio""#, #""jitter":0.5"#,
            ]
            members.shuffle(using: &random)
            #expect(pair.isFast(Self.message("{" + members.joined(separator: ",") + "}")))
        }
        #expect(pair.fast.keyTableResets > 1)
        let many = (0..<600).map { #""m\#($0)":0"# }.joined(separator: ",")
        #expect(!pair.isFast(Self.message(#"{"type":"codec",\#(many)}"#)))
        #expect(pair.isFast(Self.message(Self.outbound)))
    }

    @Test("beyond a limit the reference says what is wrong")
    func limits() {
        func isFast(_ text: String, _ limits: DecodeLimits) -> Bool {
            var fast = FastDecoder(limits: limits)
            let bytes = Array(text.utf8)
            let isFast = bytes.withUnsafeBytes { try? fast.decode($0) } != nil
            let isAccepted = (try? FeedDecoder(limits: limits).decode(bytes)) != nil
            #expect(isAccepted || !isFast)
            return isFast
        }
        let text = Self.message(Self.outbound + "," + Self.outbound)
        #expect(isFast(text, DecodeLimits()))
        #expect(isFast(text, DecodeLimits(messageBytes: text.utf8.count)))
        #expect(!isFast(text, DecodeLimits(messageBytes: text.utf8.count - 1)))
        #expect(isFast(text, DecodeLimits(entriesPerReport: 2)))
        #expect(!isFast(text, DecodeLimits(entriesPerReport: 1)))
        // Entries without a use count, too.
        let codecs = Self.message(#"{"type":"codec"},"# + Self.outbound + #",{"type":"codec"}"#)
        #expect(isFast(codecs, DecodeLimits(entriesPerReport: 3)))
        #expect(!isFast(codecs, DecodeLimits(entriesPerReport: 2)))
        for containers in 1..<12 { _ = isFast(text, DecodeLimits(containers: containers)) }
        for depth in 1..<12 { _ = isFast(text, DecodeLimits(depth: depth)) }
        #expect(!isFast(text, DecodeLimits(identifierBytes: 4)))
    }
}
