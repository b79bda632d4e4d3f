import Foundation
import Testing
import Vitals
import VitalsJSON

@Suite struct RefusalTests {
    private static let good = Array(#"{"leave":{"reason":"ROOM_DELETED"}}"#.utf8)

    /// What the decoder says to `bytes`; afterwards the same decoder must still take a good message.
    private func failure(
        of bytes: [UInt8], limits: DecodeLimits = DecodeLimits(), sourceLocation: SourceLocation = #_sourceLocation
    ) -> DecodeFailure? {
        let decoder = FeedDecoder(limits: limits)
        var failure: DecodeFailure?
        do throws(DecodeFailure) {
            _ = try decoder.decode(bytes)
        } catch {
            failure = error
        }
        #expect((try? decoder.decode(Self.good)) == .leave(.roomDeleted), sourceLocation: sourceLocation)
        return failure
    }

    @Test(
        arguments: [
            ("", .empty),
            (" \n\t\r", .empty),
            ("\u{FEFF}{}", .byteOrderMark),
            ("hello", .syntax),
            ("{leave:{}}", .syntax),
            ("{'leave':{}}", .syntax),
            (#"{"leave":{}}}"#, .syntax),
            (#"{"leave":{}} {"leave":{}}"#, .syntax),
            (#"{"leave":{},}"#, .syntax),
            (#"{"leave":[}"#, .syntax),
            (#"{"ping":01}"#, .syntax),
            (#"{"ping":1.}"#, .syntax),
            (#"{"ping":+1}"#, .syntax),
            ("{\"leave\":{\"reason\":\"a\nb\"}}", .syntax),
            (#"{"leave":{"reason":"\x"}}"#, .syntax),
            ("{\"leave\":{\"reason\":\"a\0b\"}}", .nulCharacter),
            ("{\"leave\":{}}\0", .nulCharacter),
            (#"{"leave":{"reason":"\u0000"}}"#, .nulCharacter),
            (#"{"leave":{"\u0000":1}}"#, .nulCharacter),
            (#"{"leave":{"reason":"\ud83c"}}"#, .loneSurrogate),
            (#"{"leave":{"reason":"\udfa5\ud83c"}}"#, .loneSurrogate),
            (#"{"leave":{"reason":"\ud83c\u0041"}}"#, .loneSurrogate),
            (#"{"leave":{},"leave":{}}"#, .duplicateKey),
            (#"{"leave":{"reason":"A","reason":"B"}}"#, .duplicateKey),
            (#"{"leave":{"reason":"A","r\u0065ason":"B"}}"#, .duplicateKey),
            (#"{"ping":NaN}"#, .badNumber),
            (#"{"ping":Infinity}"#, .badNumber),
            (#"{"ping":-Infinity}"#, .badNumber),
            (#"{"ping":1e400}"#, .numberOutOfRange),
            (#"{"ping":-1e999}"#, .numberOutOfRange),
            ("{}", .notAMessage),
            ("[]", .notAMessage),
            ("5", .notAMessage),
            ("null", .notAMessage),
            (#""leave""#, .notAMessage),
            (#"{"leave":{},"update":{}}"#, .notAMessage),
            (#"{"t":1,"leave":{}}"#, .notAMessage),
        ] as [(String, DecodeFailure.Reason)])
    func `bad text has a name`(text: String, reason: DecodeFailure.Reason) {
        #expect(failure(of: Array(text.utf8))?.reason == reason)
    }

    @Test(
        arguments: [
            [0xFF], [0xC3], [0xC3, 0x28], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80],
            [0xF0, 0x82, 0x82, 0xAC],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 have a name`(bytes: [UInt8]) {
        let text = Array(#"{"leave":{"reason":""#.utf8) + bytes + Array(#""}}"#.utf8)
        let failure = failure(of: text)
        #expect(failure?.reason == .notUTF8)
        #expect(failure?.offset == 20)
    }

    @Test func `a message cut off anywhere is truncated`() {
        let text =
            #"{"stats":{"pc":"Zoë\n\u00e9\ud83c\udfa5","timestamp":-1.5e+3,"sequence":"17","reports":[{"type":"x","a":[true,false,null,0.5]}]}}"#
        let bytes = Array(text.utf8)
        #expect(failure(of: bytes) == nil)
        for end in 1..<bytes.count {
            #expect(failure(of: Array(bytes[..<end]))?.reason == .truncated, "cut at \(end)")
        }
    }

    @Test func `a message that is nested too deeply has a name at any depth`() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((#"{"speakers":"# + String(repeating: "[", count: depth - 1)).utf8)
                + Array((String(repeating: "]", count: depth - 1) + "}").utf8)
        }
        #expect(failure(of: nested(64)) == nil)
        #expect(failure(of: nested(65))?.reason == .tooDeep)
        #expect(failure(of: nested(100_000))?.reason == .tooDeep)
        #expect(failure(of: Array(String(repeating: "[", count: 100_000).utf8))?.reason == .tooDeep)
        #expect(failure(of: Array(String(repeating: "{\"a\":", count: 100_000).utf8))?.reason == .tooDeep)
        #expect(failure(of: nested(5), limits: DecodeLimits(depth: 4))?.limit == 4)
    }

    @Test func `the deepest message that is allowed needs little stack`() async {
        let text = Array(
            (#"{"stats":{"reports":"# + String(repeating: "[", count: 62) + String(repeating: "]", count: 62) + "}}")
                .utf8)
        let decoded = await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: (try? FeedDecoder().decode(text)) != nil) }
            thread.stackSize = 128 << 10
            thread.start()
        }
        #expect(decoded)
    }

    @Test func `brackets within text are no nesting`() throws {
        let brackets = #"\"[[{{\\"# + String(repeating: "[", count: 100)
        let message = try FeedDecoder().decode(Array(#"{"leave":{"reason":"\#(brackets)"}}"#.utf8))
        #expect(message == .leave(LeaveReason(rawValue: "\"[[{{\\" + String(repeating: "[", count: 100))))
    }

    @Test func `a message beyond the limit of bytes is refused unread`() {
        let huge = Array("{\"leave\":".utf8) + [UInt8](repeating: 0xFF, count: 1 << 20)
        #expect(failure(of: huge)?.reason == .tooLarge)
        #expect(failure(of: huge)?.limit == 1 << 20)
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: (1 << 20) - Self.good.count)
        #expect(failure(of: Self.good + padding) == nil)
        #expect(failure(of: Self.good + padding + [0x20])?.reason == .tooLarge)
    }

    @Test func `a swarm of empty objects is refused before memory is spent on it`() {
        let swarm = #"{"x":["# + String(repeating: "{},", count: 65_535) + "1]}"
        let failure = failure(of: Array(swarm.utf8))
        #expect(failure?.reason == .tooManyContainers)
        #expect(failure?.limit == 65_536)
    }

    @Test func `each list has its bound`() {
        let limits = DecodeLimits(
            entriesPerReport: 2, participantsPerMessage: 2, tracksPerParticipant: 2, attributesPerParticipant: 2,
            segmentsPerTranscription: 2)
        func check(_ text: (String) -> String, _ item: String, _ reason: DecodeFailure.Reason, _ path: String) {
            let most = [item, item].joined(separator: ",")
            #expect(failure(of: Array(text(most).utf8), limits: limits) == nil)
            let failure = failure(of: Array(text("\(most),\(item)").utf8), limits: limits)
            #expect(failure == DecodeFailure(reason, path: path, limit: 2))
        }
        check({ #"{"stats":{"reports":[\#($0)]}}"# }, "{}", .tooManyEntries, "stats.reports")
        check({ #"{"update":{"participants":[\#($0)]}}"# }, #"{"sid":"a"}"#, .tooManyItems, "update.participants")
        check({ #"{"connectionQuality":{"updates":[\#($0)]}}"# }, "{}", .tooManyItems, "connectionQuality.updates")
        check(
            { #"{"subscribeStats":{"participantIdentities":[\#($0)]}}"# }, #""a""#, .tooManyItems,
            "subscribeStats.participantIdentities")
        check({ #"{"transcription":{"segments":[\#($0)]}}"# }, "{}", .tooManyItems, "transcription.segments")
        check(
            { #"{"update":{"participants":[{"sid":"a","tracks":[\#($0)]}]}}"# }, "{}", .tooManyItems,
            "update.participants[0].tracks")
        let attributes = #"{"update":{"participants":[{"sid":"a","attributes":{"a":"","b":"","c":""}}]}}"#
        #expect(failure(of: Array(attributes.utf8), limits: limits)?.path == "update.participants[0].attributes")
    }

    @Test(
        arguments: [
            (#"{"leave":[]}"#, .wrongType, "leave"),
            (#"{"leave":null}"#, .wrongType, "leave"),
            (#"{"leave":{"reason":true}}"#, .wrongType, "leave.reason"),
            (#"{"leave":{"reason":1.5}}"#, .numberOutOfRange, "leave.reason"),
            (#"{"ping":"x"}"#, .wrongType, "ping"),
            (#"{"ping":"99999999999999999999"}"#, .numberOutOfRange, "ping"),
            (#"{"pingReq":{"timestamp":"1.5"}}"#, .wrongType, "pingReq.timestamp"),
            (#"{"pongResp":{"timestamp":[]}}"#, .wrongType, "pongResp.timestamp"),
            (#"{"join":{"participant":{"identity":"m"}}}"#, .missingField, "join.room"),
            (#"{"join":{"room":{}}}"#, .missingField, "join.participant"),
            (#"{"join":{"room":{},"participant":{}}}"#, .missingField, "join.participant.identity"),
            (#"{"join":{"room":{"sid":5},"participant":{"identity":"m"}}}"#, .wrongType, "join.room.sid"),
            (
                #"{"join":{"room":{},"participant":{"identity":"m"},"pingTimeout":-1}}"#, .numberOutOfRange,
                "join.pingTimeout"
            ),
            (#"{"roomUpdate":{}}"#, .missingField, "roomUpdate.room"),
            (#"{"update":{"participants":{}}}"#, .wrongType, "update.participants"),
            (#"{"update":{"participants":[{"sid":"a"},5]}}"#, .wrongType, "update.participants[1]"),
            (
                #"{"update":{"participants":[{"sid":"a","tracks":[{"muted":1}]}]}}"#, .wrongType,
                "update.participants[0].tracks[0].muted"
            ),
            (
                #"{"update":{"participants":[{"sid":"a","attributes":{"k":1}}]}}"#, .wrongType,
                "update.participants[0].attributes"
            ),
            (#"{"stats":{"sequence":-1}}"#, .numberOutOfRange, "stats.sequence"),
            (#"{"stats":{"sequence":1.5}}"#, .numberOutOfRange, "stats.sequence"),
            (#"{"stats":{"sequence":"18446744073709551616"}}"#, .numberOutOfRange, "stats.sequence"),
            (#"{"stats":{"sequence":true}}"#, .wrongType, "stats.sequence"),
            (#"{"stats":{"timestamp":"now"}}"#, .wrongType, "stats.timestamp"),
            (#"{"stats":{"reports":{}}}"#, .wrongType, "stats.reports"),
            (#"{"statsDropped":{"count":"x"}}"#, .wrongType, "statsDropped.count"),
            (#"{"connectionQuality":{"updates":[{"score":"4"}]}}"#, .wrongType, "connectionQuality.updates[0].score"),
            (#"{"transcription":{"segments":[{"final":"yes"}]}}"#, .wrongType, "transcription.segments[0].final"),
            (
                #"{"subscribeStats":{"participantIdentities":[5]}}"#, .wrongType,
                "subscribeStats.participantIdentities[0]"
            ),
        ] as [(String, DecodeFailure.Reason, String)])
    func `a bad field is named by its path`(text: String, reason: DecodeFailure.Reason, path: String) {
        let failure = failure(of: Array(text.utf8))
        #expect(failure?.reason == reason)
        #expect(failure?.path == path)
    }

    @Test func `names and texts have their longest length in bytes`() {
        let name = String(repeating: "é", count: 128)
        func stats(_ identity: String) -> [UInt8] { Array(#"{"stats":{"participantIdentity":"\#(identity)"}}"#.utf8) }
        #expect(failure(of: stats(name)) == nil)
        #expect(
            failure(of: stats(name + "e"))
                == DecodeFailure(.tooLong, path: "stats.participantIdentity", limit: 256))
        let metadata = String(repeating: "m", count: 65_537)
        let room = Array(#"{"roomUpdate":{"room":{"metadata":"\#(metadata)"}}}"#.utf8)
        #expect(failure(of: room) == DecodeFailure(.tooLong, path: "roomUpdate.room.metadata", limit: 65_536))
        let wanted = Array(#"{"subscribeStats":{"participantIdentities":["*","\#(name)e"]}}"#.utf8)
        #expect(failure(of: wanted)?.path == "subscribeStats.participantIdentities[1]")
    }
}
