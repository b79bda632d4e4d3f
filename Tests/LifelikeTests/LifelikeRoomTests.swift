import Lifelike
import Testing
import Vitals

@Suite struct LifelikeRoomTests {
    @Test func `the same seed gives the same bytes, today and tomorrow`() {
        let first = lines(.init(participants: 5, reports: 1000, seed: 42))
        #expect(first == lines(.init(participants: 5, reports: 1000, seed: 42)))
        // A change here is a change of every benchmark's input: make it on purpose.
        #expect(fingerprint(first) == 12_143_537_623_083_926_514)
    }

    @Test func `another seed gives other bytes, more reports the same beginning`() {
        let first = lines(.init(participants: 3, reports: 100, seed: 1))
        #expect(first != lines(.init(participants: 3, reports: 100, seed: 2)))
        #expect(first == Array(lines(.init(participants: 3, reports: 300, seed: 1)).prefix(100)))
    }

    @Test(arguments: [(1, 0), (1, 1), (1, 500), (3, 7), (16, 100), (17, 100), (200, 5)])
    func `there are as many lines as were asked for, one object each`(participants: Int, count: Int) throws {
        let settings = LifelikeRoom.Settings(participants: participants, reports: count)
        #expect(lines(settings).count == count)
        for line in lines(settings) { #expect(line.firstIndex(of: 10) == line.count - 1) }
        for report in try reports(settings) {
            #expect(!report.entries.contains { if case .malformed = $0 { true } else { false } })
        }
    }

    @Test func `everybody in a large room reports in turn, one publisher report each`() throws {
        let all = try reports(.init(participants: 1000, reports: 2000))
        #expect(Set(all.prefix(1000).map(\.identity)).count > 900)
        #expect(Set(all.map(\.identity)).count > 950)
        #expect(Set(all.map(\.sid)).count == Set(all.map(\.identity)).count)
        #expect(all.allSatisfy { $0.peerConnection == "publisher" })
    }

    @Test func `a small room reports what it receives, from at most four others, each track on its own mid`() throws {
        for (participants, remotes) in [(2, 1), (4, 3), (9, 4)] {
            let received = try reports(.init(participants: participants, reports: 200))
                .filter { $0.peerConnection == "subscriber" }
            #expect(received.count > 80)
            for report in received {
                #expect(report.inbound.count == 2 * remotes)
                #expect(Set(report.inbound.map(\.header.mid)).count == 2 * remotes)
            }
        }
        #expect(try reports(.init(participants: 1, reports: 50)).allSatisfy { $0.peerConnection == "publisher" })
    }

    @Test func `sequences count up by one for each connection`() throws {
        var last: [String: UInt64] = [:]
        for report in try reports(.init(participants: 6, reports: 1000)) {
            let key = report.identity + report.peerConnection
            #expect(report.sequence == last[key, default: 0] + 1)
            last[key] = report.sequence
        }
    }

    @Test(arguments: [200, 1000, 10_000])
    func `counters never fall and times never go back`(interval: Int) throws {
        var counters: [String: [Double]] = [:]
        var times: [String: Double] = [:]
        func check(_ key: String, at time: Double, _ values: [Double?], mayRepeat: Bool = false) {
            let values = values.map { $0 ?? -1 }
            if let before = counters[key] {
                #expect(zip(before, values).allSatisfy { $0 <= $1 }, "\(key): \(before), then \(values)")
            }
            if let before = times[key] { #expect(mayRepeat ? before <= time : before < time, "\(key)") }
            counters[key] = values
            times[key] = time
        }
        for report in try reports(.init(participants: 8, reports: 1500, seed: 9, interval: interval)) {
            let who = report.identity + "/" + report.peerConnection
            for entry in report.outbound {
                check(
                    "\(who)/out/\(entry.header.ssrc ?? 0)", at: entry.header.timestamp,
                    [
                        entry.bytesSent, entry.packetsSent, entry.retransmittedBytesSent,
                        entry.retransmittedPacketsSent, entry.framesSent, entry.qualityLimitation?.bandwidth,
                        entry.qualityLimitation?.cpu,
                    ])
                #expect((entry.retransmittedBytesSent ?? 0) <= entry.bytesSent ?? 0)
                #expect((entry.retransmittedPacketsSent ?? 0) <= entry.packetsSent ?? 0)
            }
            for entry in report.remote {
                check(
                    "\(who)/remote/\(entry.header.ssrc ?? 0)", at: entry.header.timestamp,
                    [entry.packetsLost, entry.roundTripTimeMeasurements], mayRepeat: true)
                #expect(entry.header.timestamp <= report.timestamp + 1)
                let local = report.outbound.first { $0.header.ssrc == entry.header.ssrc }
                #expect((entry.packetsLost ?? 0) <= local?.packetsSent ?? -1)
            }
            for entry in report.inbound {
                check(
                    "\(who)/in/\(entry.header.ssrc ?? 0)", at: entry.header.timestamp,
                    [
                        entry.bytesReceived, entry.packetsReceived, entry.packetsLost, entry.framesDecoded,
                        entry.freezeCount, entry.totalFreezesDuration, entry.concealedSamples,
                        entry.totalSamplesReceived, entry.retransmittedPacketsReceived,
                    ])
                #expect((entry.concealedSamples ?? 0) <= entry.totalSamplesReceived ?? 0)
            }
            #expect(report.transports.count == 1)
        }
        #expect(counters.count > 40)
    }

    @Test func `the transport has carried all that its streams have sent`() throws {
        for report in try reports(.init(participants: 4, reports: 600)) where report.peerConnection == "publisher" {
            let sent = report.outbound.reduce(0) { $0 + ($1.bytesSent ?? 0) }
            #expect((report.transports.first?.bytesSent ?? 0) > sent)
        }
    }
}
