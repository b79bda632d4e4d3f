import Foundation
import SwiftProtobuf
import Testing
import Vitals

@testable import LiveKitRoom

/// What was said, by the events of a real engine.
@Suite struct TextStreamsTests {
    @Test("a real transcriber's streams become segments: guesses, and what replaces them, under one id")
    func recorded() throws {
        var streams = TextStreams()
        var heard: [Transcription] = []
        for (ms, event) in try RecordedEvents("monitor_transcription").roomEvents {
            switch event.message {
            case .streamHeaderReceived(let header): streams.open(header)
            case .streamChunkReceived(let received): streams.add(received.chunk)
            case .streamTrailerReceived(let received):
                if case .transcription(let said)? = streams.close(received.trailer, at: 1.8e12 + ms) {
                    heard.append(said)
                }
            default: break
            }
        }
        #expect(heard.count == 10)
        #expect(Set(heard.map(\.identity)) == ["alice"])
        let first = try #require(heard.first?.segments.first)
        #expect(first.id == "S1" && !first.final && first.startTime == 1_795_452_534_494)
        let last = try #require(heard.last { $0.segments[0].final }?.segments.first)
        #expect(last.text == "partial text" || last.text == "partial and final text.")
        #expect(heard.allSatisfy { $0.trackSid.hasPrefix("TR_AM") })
        #expect(streams.leftOut == 0)
    }

    private func header(_ id: String, topic: String = TextStreams.topic) -> EngineStreamHeaderReceived {
        .with {
            $0.participantIdentity = "alice"
            $0.header = .with {
                $0.streamID = id
                $0.topic = topic
                $0.timestamp = 1_800_000_000_000
            }
        }
    }

    private func chunk(_ id: String, _ bytes: [UInt8]) -> EngineStreamChunk {
        .with {
            $0.streamID = id
            $0.content = Data(bytes)
        }
    }

    private func close(_ streams: inout TextStreams, _ id: String, reason: String = "") -> String? {
        let message = streams.close(
            .with {
                $0.streamID = id
                $0.reason = reason
            }, at: 1.8e12)
        if case .transcription(let said)? = message { return said.segments[0].text }
        return nil
    }

    @Test("a letter may be cut in two between pieces; other topics, and streams that are broken off, are none")
    func pieces() {
        var streams = TextStreams()
        streams.open(header("a"))
        streams.add(chunk("a", [0x47, 0xC3]))
        streams.add(chunk("a", [0xBC, 0x74]))
        #expect(close(&streams, "a") == "Güt")
        #expect(close(&streams, "a") == nil)
        streams.open(header("b", topic: "lk.chat"))
        streams.add(chunk("b", [0x41]))
        #expect(close(&streams, "b") == nil)
        streams.open(header("c"))
        #expect(close(&streams, "c", reason: "gone") == nil)
    }

    @Test("what is beyond the bounds is left out and counted")
    func bounds() {
        var streams = TextStreams()
        streams.open(header("long"))
        for _ in 0..<5 { streams.add(chunk("long", [UInt8](repeating: 0x61, count: TextStreams.maxBytes / 4))) }
        #expect(streams.leftOut == 1)
        #expect(close(&streams, "long")?.utf8.count == TextStreams.maxBytes)
        for number in 0...TextStreams.maxStreams { streams.open(header("s\(number)")) }
        #expect(streams.leftOut == 2)
        #expect(close(&streams, "s0") == nil)
        #expect(close(&streams, "s1") == "")
    }

    @Test("times of the older packets that are none of the day are those of their arrival")
    func packets() {
        func times(_ start: UInt64, _ end: UInt64) -> [Double] {
            let said = Transcription(
                .with {
                    $0.participantIdentity = "alice"
                    $0.segments = [
                        .with {
                            $0.id = "S"
                            $0.startTime = start
                            $0.endTime = end
                        }
                    ]
                }, at: 1.8e12)
            return [said.segments[0].startTime, said.segments[0].endTime]
        }
        #expect(times(0, 1500) == [1.8e12, 1.8e12])
        #expect(times(1_799_999_990_000, 1_799_999_991_000) == [1_799_999_990_000, 1_799_999_991_000])
        #expect(times(1_799_999_991_000, 5) == [1.8e12, 1.8e12])
    }
}
