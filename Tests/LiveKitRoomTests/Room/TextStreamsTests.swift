import Foundation
import SwiftProtobuf
import Testing
import Vitals

@testable import LiveKitRoom

/// What was said, by the events of a real engine.
@Suite struct TextStreamsTests {
    @Test("a real transcriber's streams become segments: guesses, and what replaces them, under one id")
    func recorded() throws {
        let engine = ScriptedEngine()
        var streams = TextStreams()
        var heard: [Transcription] = []
        for recorded in try RecordedEvents("monitor_transcription").events {
            switch recorded.event.message {
            case .roomEvent(let event):
                // Packets of data would be read where they lay in the engine that was recorded.
                guard case .textStreamOpened? = event.message,
                    case .opened(let opened, let reader)? = EngineItem(event, handle: engine.handle)
                else { break }
                let isWanted = streams.open(opened, reader)
                #expect(isWanted)
            case .textStreamReaderEvent(let event):
                if case .transcription(let said)? = streams.read(event, at: 1.8e12 + recorded.ms) { heard.append(said) }
            default: break
            }
        }
        #expect(heard.count == 11)
        #expect(Set(heard.map(\.identity)) == ["alice"])
        let first = try #require(heard.first?.segments.first)
        #expect(first.id == "S1" && !first.final && first.startTime == 1_795_452_534_494)
        let last = try #require(heard.last { $0.segments[0].final }?.segments.first)
        #expect(last.text == "partial text" || last.text == "partial and final text.")
        // The one without a track came packed, which the engine gives to readers only.
        #expect(heard.map(\.trackSid).count { $0.hasPrefix("TR_AM") } == 10)
        #expect(engine.keptHandles == 0)
    }

    @Test("the connection's end lets go of all, and counts what had not ended")
    func ending() {
        let engine = ScriptedEngine()
        var streams = TextStreams()
        #expect(open(&streams, 1))
        let isWanted = streams.open(opened(2), engine.handle(2))
        #expect(isWanted && engine.keptHandles == 1)
        streams.removeAll()
        #expect(engine.keptHandles == 0 && streams.leftOut == 2)
    }

    private func opened(_ id: UInt64, topic: String = TextStreams.topic) -> EngineStreamOpened {
        .with {
            $0.participantIdentity = "alice"
            $0.reader = .with {
                $0.handle.id = id
                $0.info = .with {
                    $0.streamID = "s\(id)"
                    $0.topic = topic
                    $0.timestamp = 1_800_000_000_000
                }
            }
        }
    }

    private func open(_ streams: inout TextStreams, _ id: UInt64, topic: String = TextStreams.topic) -> Bool {
        streams.open(opened(id, topic: topic), nil)
    }

    private func add(_ streams: inout TextStreams, _ id: UInt64, _ text: String) {
        _ = streams.read(
            .with {
                $0.readerHandle = id
                $0.chunkReceived.content = text
            }, at: 1.8e12)
    }

    private func close(_ streams: inout TextStreams, _ id: UInt64, isBroken: Bool = false) -> String? {
        let message = streams.read(
            .with { event in
                event.readerHandle = id
                event.eos = .with { if isBroken { $0.error.description_p = "gone" } }
            }, at: 1.8e12)
        if case .transcription(let said)? = message { return said.segments[0].text }
        return nil
    }

    @Test("pieces become one text; other topics, and streams that are broken off, are none")
    func pieces() {
        var streams = TextStreams()
        #expect(open(&streams, 1))
        add(&streams, 1, "Gü")
        add(&streams, 1, "te")
        #expect(close(&streams, 1) == "Güte")
        #expect(close(&streams, 1) == nil)
        #expect(!open(&streams, 2, topic: "lk.chat"))
        add(&streams, 2, "A")
        #expect(close(&streams, 2) == nil)
        #expect(open(&streams, 3))
        #expect(close(&streams, 3, isBroken: true) == nil)
    }

    @Test("what is beyond the bounds is left out and counted")
    func bounds() {
        var streams = TextStreams()
        #expect(open(&streams, 1_000))
        for _ in 0..<5 { add(&streams, 1_000, String(repeating: "a", count: TextStreams.maxBytes / 4)) }
        #expect(streams.leftOut == 1)
        #expect(close(&streams, 1_000)?.utf8.count == TextStreams.maxBytes)
        for number in 0...UInt64(TextStreams.maxStreams) { #expect(open(&streams, number)) }
        #expect(streams.leftOut == 2)
        #expect(close(&streams, 0) == nil)
        #expect(close(&streams, 1) == "")
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
