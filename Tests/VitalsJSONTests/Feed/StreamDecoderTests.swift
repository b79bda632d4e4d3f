import Testing
import Vitals

@testable import VitalsJSON

@Suite struct StreamDecoderTests {
    private static func message(bytes: Int, entries: Int = 3) -> [UInt8] {
        let reports = (0..<entries).map {
            #"{"id":"I\#($0)","timestamp":1,"type":"inbound-rtp","kind":"audio","jitter":0.\#($0)1}"#
        }
        let message =
            #"{"stats":{"participantIdentity":"alice","timestamp":1,"padding":"!","reports":["#
            + reports.joined(separator: ",") + "]}}"
        let padding = String(repeating: "x", count: bytes - message.utf8.count + 1)
        return Array(message.replacing("!", with: padding).utf8)
    }

    @Test(
        "messages up to the longest that is copied, and beyond it, are read as the reference reads them",
        arguments: [400, PaddedText.longest - 1, PaddedText.longest, PaddedText.longest + 1, 200_000])
    func lengths(bytes: Int) throws {
        var decoder = StreamDecoder()
        for entries in [3, 1, 2, 3, 0] {
            let message = Self.message(bytes: bytes, entries: entries)
            #expect(message.count == bytes)
            let decoded = try message.withUnsafeBytes { bytes throws(DecodeFailure) in try decoder.decode(bytes) }
            let reference = try FeedDecoder().decode(message)
            #expect(decoded == reference)
        }
    }

    @Test("a message is read alike whatever came before it")
    func remains() throws {
        var decoder = StreamDecoder()
        let long = Self.message(bytes: 2_000)
        let cut = Array(Self.message(bytes: 1_000).dropLast(2))
        for _ in 0..<3 {
            let first = try long.withUnsafeBytes { bytes throws(DecodeFailure) in try decoder.decode(bytes) }
            #expect(first == (try FeedDecoder().decode(long)))
            // What the longer one has where this one ends is not there any more.
            let isRefused = cut.withUnsafeBytes { bytes in (try? decoder.decode(bytes)) == nil }
            #expect(isRefused)
        }
    }

    @Test("what is no report of a browser is left to the reference, with its message")
    func others() throws {
        var decoder = StreamDecoder()
        for text in [#"{"pong":{}}"#, #"{"leave":{}}"#, "", "[]", #"{"stats":1}"#, #"{"stats":{"reports":[1]}}"#] {
            let bytes = Array(text.utf8)
            let decoded = bytes.withUnsafeBytes { bytes in
                Result<FeedMessage, DecodeFailure> { () throws(DecodeFailure) in try decoder.decode(bytes) }
            }
            let reference = Result<FeedMessage, DecodeFailure> { () throws(DecodeFailure) in
                try FeedDecoder().decode(bytes)
            }
            #expect("\(decoded)" == "\(reference)")
        }
    }
}
