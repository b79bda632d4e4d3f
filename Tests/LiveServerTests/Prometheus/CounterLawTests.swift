import TestSupport
import Testing

@testable import LiveServer
@testable import Vitals

@Suite struct CounterLawTests {
    /// A sender of one stream whose far end finds lost packets again.
    struct LateFinds {
        var session = RoomSession()
        private var packets = 0.0
        private var second = 0.0

        /// - Parameter lost: the far end's count, which may fall.
        mutating func report(lost: Double) {
            second += 1
            packets += 100
            let time = 1_795_452_000_000 + second * 1000
            var header = StatsHeader(id: "out", timestamp: time, kind: .video, ssrc: 7, mid: "0")
            var sent = OutboundRTP(header: header)
            sent.bytesSent = packets * 1000
            sent.packetsSent = packets
            header.id = "remote"
            var heard = RemoteInboundRTP(header: header)
            heard.packetsLost = lost
            heard.roundTripTime = 0.06
            let report = StatsReport(
                identity: "alice", peerConnection: "publisher", timestamp: time,
                entries: [.outboundRTP(sent), .remoteInboundRTP(heard)])
            session.fold(report, at: time)
        }
    }

    @Test func `packets found again lower no counter, and none is counted twice`() throws {
        let exporter = PrometheusExporter()
        var room = LateFinds()
        var lost: [Double?] = []
        var truth: [Double] = []
        for count in [0.0, 0, 10, 8, 3, 9, 11, 11, 30] {
            room.report(lost: count)
            let view = RoomView(room.session, name: "r")
            truth.append(view.block.loss.lost)
            lost.append(
                try exporter.read([view]).value("roomvitals_packets_lost_total", #"{room="r",direction="sent"}"#))
        }
        #expect(truth == [0, 0, 10, 8, 3, 9, 11, 11, 30])
        #expect(lost == [0, 0, 10, 10, 10, 10, 11, 11, 30])
    }

    @Test func `bins of a sketch that are folded upwards lower no bucket`() throws {
        var totals = Totals()
        totals.uplinkVideo.jitter.add(0.5)
        func view() -> RoomView {
            var view = RoomView(name: "r")
            view.block = QualityBlock(totals)
            return view
        }
        let exporter = PrometheusExporter()
        let bucket = ("roomvitals_jitter_seconds_bucket", #"{room="r",le="0.001"}"#)
        #expect(try exporter.read([view()]).value(bucket.0, bucket.1) == 1)
        totals.uplinkVideo.jitter.add(1e9)
        #expect(totals.uplinkVideo.jitter.sketch.counts(upTo: [1]) == [0])
        #expect(try exporter.read([view()]).value(bucket.0, bucket.1) == 1)
    }

    @Test func `another session in the same room begins anew, at the truth`() throws {
        let exporter = PrometheusExporter()
        var room = LateFinds()
        for count in [0.0, 0, 50] { room.report(lost: count) }
        let first = RoomView(room.session, name: "r")
        var second = LateFinds()
        for count in [0.0, 0, 2] { second.report(lost: count) }
        var view = RoomView(second.session, name: "r")
        view.start = (first.start ?? 0) + 60_000
        let name = "roomvitals_packets_lost_total"
        let label = #"{room="r",direction="sent"}"#
        #expect(try exporter.read([first]).value(name, label) == 50)
        #expect(try exporter.read([view]).value(name, label) == 2)
    }

    @Test func `a room that has gone is forgotten, one that is left out for a while is not`() throws {
        var room = LateFinds()
        for count in [0.0, 0, 50] { room.report(lost: count) }
        let high = RoomView(room.session, name: "r")
        room.report(lost: 20)
        let low = RoomView(room.session, name: "r")
        let label = #"{room="r",direction="sent"}"#
        let exporter = PrometheusExporter()
        _ = try exporter.read([high])
        // Older rooms take all the room there is.
        let flood = (0..<200).map { RoomView(name: "old-\($0)", start: 1) }
        #expect(try exporter.read([high] + flood).value("roomvitals_packets_lost_total", label) == nil)
        #expect(try exporter.read([low]).value("roomvitals_packets_lost_total", label) == 50)
        _ = try exporter.read([])
        #expect(try exporter.read([low]).value("roomvitals_packets_lost_total", label) == 20)
    }

    @Test(arguments: 1...6)
    func `no counter and no bucket ever falls, whatever the order of the reports`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var reports = try FoldedRooms.reports(participants: 5, count: 240, seed: seed)
        // Late, twice, and never.
        for _ in 0..<60 {
            reports.swapAt(.random(in: 0..<240, using: &generator), .random(in: 0..<240, using: &generator))
        }
        reports += (0..<30).compactMap { _ in reports.randomElement(using: &generator) }
        var limits = SessionLimits()
        // People make room for others, and their sums move.
        limits.participants = 3
        var session = RoomSession(limits: limits)
        let exporter = PrometheusExporter()
        var before: [Exposition.Series: Double] = [:]
        var rises = 0
        for (number, report) in reports.enumerated() {
            if number % 20 == 0 {
                session.apply(.update([.init(identity: report.identity, state: .disconnected)]), at: report.timestamp)
            }
            session.fold(report, at: report.timestamp)
            guard number % 5 == 0 else { continue }
            var view = RoomView(session, name: "r")
            view.start = 1
            let read = try exporter.read([view])
            for (series, value) in read.values where series.isCumulative {
                if let last = before[series] {
                    #expect(value >= last, "\(series.name)\(series.labels) fell from \(last)")
                    if value > last { rises += 1 }
                }
                before[series] = value
            }
            try hold(read)
        }
        #expect(rises > 100)
    }

    /// Buckets rise with their edges up to the count, and nothing is lost that was not expected.
    private func hold(_ read: Exposition) throws {
        var last: (series: Exposition.Series, value: Double)?
        for series in read.order where series.name.hasSuffix("_bucket") {
            let value = try #require(read.values[series])
            if let last, last.series.name == series.name, !last.series.labels.contains("+Inf") {
                #expect(last.value <= value)
            }
            last = (series, value)
            guard series.labels.contains("+Inf") else { continue }
            let rest = series.labels.replacing(",le=\"+Inf\"", with: "")
            #expect(read.value(series.name.replacing("_bucket", with: "_count"), rest) == value)
        }
        for direction in ["sent", "received"] {
            let label = "{room=\"r\",direction=\"\(direction)\"}"
            let lost = try #require(read.value("roomvitals_packets_lost_total", label))
            #expect(lost <= (read.value("roomvitals_packets_expected_total", label) ?? -1) + 1)
        }
    }
}

extension Exposition.Series {
    fileprivate var isCumulative: Bool {
        ["_total", "_bucket", "_count", "_sum"].contains { name.hasSuffix($0) }
    }
}
