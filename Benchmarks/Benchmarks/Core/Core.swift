import Benchmark
import Foundation
import Vitals
import VitalsJSON

/// A publisher's reports as a browser sends them: audio, three simulcast layers, what the far end said of each, a transport.
/// The texts of an entry are the same from report to report, as decoders hand them out.
private struct Publisher {
    private var step = 0.0
    private let headers = (1...4 as ClosedRange<UInt32>).map { ssrc in
        let isAudio = ssrc == 1
        return (
            sent: StatsHeader(
                id: "OT01\(ssrc)", timestamp: 0, kind: isAudio ? .audio : .video, ssrc: ssrc,
                mid: isAudio ? "0" : "1", transportId: "T01"),
            heard: StatsHeader(id: "RI\(ssrc)", timestamp: 0, ssrc: ssrc)
        )
    }

    mutating func next() -> StatsReport {
        step += 1
        let time = 1_795_452_000_000 + step * 1000
        var entries: [StatsEntry] = [.transport(TransportStats(id: "T01", timestamp: time, bytesSent: step * 300_000))]
        for ssrc in 1...4 as ClosedRange<UInt32> {
            let isAudio = ssrc == 1
            var sent = OutboundRTP(header: headers[Int(ssrc) - 1].sent)
            sent.header.timestamp = time
            sent.bytesSent = step * 40_000 * Double(ssrc)
            sent.packetsSent = step * 50
            sent.retransmittedPacketsSent = 0
            sent.framesSent = isAudio ? nil : step * 30
            sent.active = true
            entries.append(.outboundRTP(sent))
            var heard = RemoteInboundRTP(header: headers[Int(ssrc) - 1].heard)
            heard.header.timestamp = time - 100
            heard.packetsLost = (step / 10).rounded(.down)
            heard.roundTripTime = 0.02 + 0.001 * (step.truncatingRemainder(dividingBy: 7))
            heard.jitter = 0.003
            entries.append(.remoteInboundRTP(heard))
        }
        return StatsReport(identity: "alice", peerConnection: "publisher", timestamp: time, entries: entries)
    }
}

/// Reports with the entries that a Chromium's publisher connection has, of which few are of use.
private struct ChromiumPublisher {
    private var sent = [MediaKind.audio, .video].map { kind in
        OutboundRTP(
            header: StatsHeader(
                id: kind == .audio ? "OT01A3186105670" : "OT01V2565084373", timestamp: 0, kind: kind,
                ssrc: kind == .audio ? 3_186_105_670 : 2_565_084_373, mid: kind == .audio ? "0" : "1",
                transportId: "T01"))
    }
    private var heard = [MediaKind.audio, .video].map { kind in
        RemoteInboundRTP(
            header: StatsHeader(
                id: kind == .audio ? "RIA3186105670" : "RIV2565084373", timestamp: 0, kind: kind,
                ssrc: kind == .audio ? 3_186_105_670 : 2_565_084_373, transportId: "T01"))
    }
    private var step = 0.0

    mutating func next() -> StatsReport {
        step += 1
        let time = 1_795_452_000_000 + step * 1000
        // Some go up and down as on a network.
        let wave = (step * 7).truncatingRemainder(dividingBy: 31)
        for place in sent.indices {
            let isAudio = place == 0
            sent[place].header.timestamp = time
            sent[place].bytesSent = step * (isAudio ? 4_000 : 150_000) + 1_000 * wave
            sent[place].packetsSent = step * (isAudio ? 50 : 160)
            sent[place].retransmittedBytesSent = 0
            sent[place].retransmittedPacketsSent = 0
            sent[place].active = true
            heard[place].header.timestamp = time - 40
            heard[place].packetsLost = (step / 10).rounded(.down)
            heard[place].jitter = 0.002 + 0.0003 * wave
            heard[place].roundTripTime = 0.02 + 0.001 * wave
        }
        sent[1].framesSent = step * 30
        sent[1].framesPerSecond = 30
        sent[1].frameWidth = 1280
        sent[1].frameHeight = 720
        sent[1].qualityLimitation = QualityLimitation()
        let entries =
            sent.map(StatsEntry.outboundRTP) + heard.map(StatsEntry.remoteInboundRTP) + [
                .transport(TransportStats(id: "T01", timestamp: time, bytesSent: step * 160_000))
            ]
        return StatsReport(
            identity: "alice", peerConnection: "publisher", timestamp: time, sequence: UInt64(step), entries: entries)
    }
}

/// A room in which everybody publishes.
private struct Room {
    private var publishers: [Publisher]

    init(people: Int) { publishers = Array(repeating: Publisher(), count: people) }

    /// The next report of each.
    mutating func next() -> [StatsReport] {
        publishers.indices.map { number in
            var report = publishers[number].next()
            report.identity = "participant-\(number)"
            return report
        }
    }
}

/// Reports as browsers wrote them, of the tests' recordings, each as a message of the feed.
private func recordedMessages(_ name: String) -> [[UInt8]] {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../Tests/VitalsJSONTests/Fixtures")
    let text = (try? String(contentsOf: fixtures.appendingPathComponent(name), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
        guard let entries = line.range(of: #""reports":["#) else { return nil }
        let head =
            #"{"stats":{"participantSid":"PA_a","participantIdentity":"alice","pc":"publisher","timestamp":1795452166048,"#
        return Array((head + line[entries.lowerBound...] + "}").utf8)
    }
}

/// A publisher's report in one second of a call, as a message of the feed.
private func writtenMessage(second: Int) -> [UInt8] {
    let time = "\(1_795_452_000_000 + second * 1000).25"
    var entries = [#"{"id":"T01","timestamp":\#(time),"type":"transport","bytesSent":\#(second * 300_000)}"#]
    for ssrc in 1...4 {
        let kind = ssrc == 1 ? "audio" : "video"
        let stream = #""kind":"\#(kind)","ssrc":\#(ssrc),"transportId":"T01""#
        entries.append(
            #"{"id":"OT01\#(ssrc)","timestamp":\#(time),"type":"outbound-rtp",\#(stream),"mid":"\#(ssrc == 1 ? 0 : 1)","#
                + #""bytesSent":\#(second * 40_000 * ssrc),"packetsSent":\#(second * 50),"active":true,"#
                + #""framesSent":\#(second * 30),"retransmittedPacketsSent":0}"#)
        entries.append(
            #"{"id":"RI\#(ssrc)","timestamp":\#(time),"type":"remote-inbound-rtp",\#(stream),"#
                + #""packetsLost":\#(second / 10),"jitter":0.003,"roundTripTime":0.0\#(21 + second % 7)}"#)
    }
    let head =
        #"{"stats":{"participantSid":"PA_alice","participantIdentity":"alice","pc":"publisher","#
        + #""timestamp":\#(time),"sequence":\#(second),"reports":["#
    return Array((head + entries.joined(separator: ",") + "]}}").utf8)
}

let benchmarks: @Sendable () -> Void = {
    // Times are held to nothing, for machines differ; allocations are held to bounds by Benchmarks/Allocations.
    Benchmark.defaultConfiguration = .init(metrics: [.wallClock, .throughput], maxDuration: .seconds(3))

    Benchmark("fold a report of 8 RTP entries", configuration: .init(scalingFactor: .kilo)) { benchmark in
        var publisher = Publisher()
        let reports = benchmark.scaledIterations.map { _ in publisher.next() }
        var session = RoomSession()
        benchmark.startMeasurement()
        for report in reports { session.fold(report, at: report.timestamp) }
        benchmark.stopMeasurement()
        blackHole(session)
    }

    // A portion at a time, as recordings are decoded: its reports are in the cache when they are folded, and a call has gone
    // on long enough for its aggregates to have grown.
    Benchmark("fold 64 reports of 8 RTP entries, just made") { benchmark in
        var publisher = Publisher()
        var session = RoomSession()
        for report in (0..<500).map({ _ in publisher.next() }) { session.fold(report, at: report.timestamp) }
        for _ in benchmark.scaledIterations {
            let reports = (0..<64).map { _ in publisher.next() }
            benchmark.startMeasurement()
            for report in reports { session.fold(report, at: report.timestamp) }
            benchmark.stopMeasurement()
        }
        blackHole(session)
    }

    Benchmark("fold 64 reports of a Chromium, of 4 RTP entries and 12 others, just made") { benchmark in
        var publisher = ChromiumPublisher()
        var session = RoomSession()
        for report in (0..<500).map({ _ in publisher.next() }) { session.fold(report, at: report.timestamp) }
        for _ in benchmark.scaledIterations {
            let reports = (0..<64).map { _ in publisher.next() }
            benchmark.startMeasurement()
            for report in reports { session.fold(report, at: report.timestamp) }
            benchmark.stopMeasurement()
        }
        blackHole(session)
    }

    // What a snapshot a second costs whoever folds: each participant is copied once, by its first report afterwards.
    for (people, isCopied) in [(1, false), (1, true), (1000, false), (1000, true)] {
        let name = "fold a second of a room of \(people), " + (isCopied ? "a copy of it being held" : "without a copy")
        Benchmark(name) { benchmark in
            var room = Room(people: people)
            var session = RoomSession()
            for _ in 0..<3 { for report in room.next() { session.fold(report, at: report.timestamp) } }
            for _ in benchmark.scaledIterations {
                let reports = room.next()
                let copy = isCopied ? session : nil
                benchmark.startMeasurement()
                for report in reports { session.fold(report, at: report.timestamp) }
                benchmark.stopMeasurement()
                blackHole(copy)
            }
            blackHole(session)
        }
    }

    for name in ["chromium", "chromium_simulcast", "firefox"] {
        let messages = recordedMessages(name + ".ndjson")
        let bytes = messages.map(\.count).reduce(0, +)
        Benchmark(
            "decode \(messages.count) reports of \(name), \(bytes) bytes", configuration: .init(scalingFactor: .kilo)
        ) {
            benchmark in
            var decoder = StreamDecoder()
            for _ in benchmark.scaledIterations {
                for message in messages {
                    let decoded = try message.withUnsafeBytes { try decoder.decode($0) }
                    blackHole(decoded)
                    decoder.reuse(decoded)
                }
            }
        }
    }

    Benchmark("end to end: decode and fold 600 reports of 8 RTP entries, then the block") { benchmark in
        let messages = (1...600).map { writtenMessage(second: $0) }
        for _ in benchmark.scaledIterations {
            var decoder = StreamDecoder()
            var session = RoomSession()
            for (second, message) in messages.enumerated() {
                let report = try message.withUnsafeBytes { try decoder.decode($0) }
                session.apply(report, at: 1_795_452_000_000 + Double(second) * 1000)
                decoder.reuse(report)
            }
            blackHole(QualityBlock(session.totals))
        }
    }

    Benchmark("sketch: add a value", configuration: .init(scalingFactor: .mega)) { benchmark in
        var sketch = QuantileSketch()
        for step in benchmark.scaledIterations { sketch.add(Double(step % 4096) + 0.5) }
        blackHole(sketch)
    }

    Benchmark("sketch: merge two of 500 bins", configuration: .init(scalingFactor: .kilo)) { benchmark in
        var part = QuantileSketch()
        var value = 1.0
        for _ in 0..<500 {
            part.add(value)
            value *= 1.02
        }
        var whole = QuantileSketch()
        for _ in benchmark.scaledIterations { whole.merge(part) }
        blackHole(whole)
    }

    Benchmark("quality block of a room of 1,000") { benchmark in
        var session = RoomSession()
        for number in 0..<1000 {
            var publisher = Publisher()
            for _ in 0..<10 {
                var report = publisher.next()
                report.identity = "participant-\(number)"
                session.fold(report, at: report.timestamp)
            }
        }
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(QualityBlock(session.totals)) }
        benchmark.stopMeasurement()
    }
}
