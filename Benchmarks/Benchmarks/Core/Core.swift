import Benchmark
import Vitals

/// A publisher's reports as a browser sends them: audio, three simulcast layers, what the far end said of each, a transport.
private struct Publisher {
    private var step = 0.0

    mutating func next() -> StatsReport {
        step += 1
        let time = 1_795_452_000_000 + step * 1000
        var entries: [StatsEntry] = [.transport(TransportStats(id: "T01", timestamp: time, bytesSent: step * 300_000))]
        for ssrc in 1...4 as ClosedRange<UInt32> {
            let isAudio = ssrc == 1
            var sent = OutboundRTP(
                header: StatsHeader(
                    id: "OT01\(ssrc)", timestamp: time, kind: isAudio ? .audio : .video, ssrc: ssrc,
                    mid: isAudio ? "0" : "1", transportId: "T01"))
            sent.bytesSent = step * 40_000 * Double(ssrc)
            sent.packetsSent = step * 50
            sent.retransmittedPacketsSent = 0
            sent.framesSent = isAudio ? nil : step * 30
            sent.active = true
            entries.append(.outboundRTP(sent))
            var heard = RemoteInboundRTP(header: StatsHeader(id: "RI\(ssrc)", timestamp: time - 100, ssrc: ssrc))
            heard.packetsLost = (step / 10).rounded(.down)
            heard.roundTripTime = 0.02 + 0.001 * (step.truncatingRemainder(dividingBy: 7))
            heard.jitter = 0.003
            entries.append(.remoteInboundRTP(heard))
        }
        return StatsReport(identity: "alice", peerConnection: "publisher", timestamp: time, entries: entries)
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

let benchmarks: @Sendable () -> Void = {
    // Allocation counts may be checked against thresholds; times never are, for machines differ.
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
