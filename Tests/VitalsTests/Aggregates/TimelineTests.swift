import TestSupport
import Testing

@testable import Vitals

@Suite("A time line")
struct TimelineTests {
    private func content(kbps: Double, seconds: Double) -> TimelineBucket {
        var bucket = TimelineBucket()
        bucket.add(TrackReading(StreamInterval(end: 0, seconds: seconds, bits: kbps * 1000 * seconds)))
        return bucket
    }

    @Test("spreads a report evenly over the time it speaks for")
    func spread() throws {
        var line = Timeline()
        line.add(content(kbps: 800, seconds: 10), from: 5_500, to: 15_500, origin: 1_000)
        #expect(line.bucketSeconds == 1)
        #expect(line.buckets.count == 15)
        #expect(line.buckets[..<4].allSatisfy { $0.isEmpty })
        for place in 4..<15 { #expect(isNear(line.buckets[place].kbps, 800)) }
        #expect(abs(line.buckets[4].bitrateSeconds - 0.5) < 0.001)
        #expect(abs(line.buckets[5].bitrateSeconds - 1) < 0.001)
        #expect(line.bucket(at: 4_900)?.kbps == nil)
        #expect(line.bucket(at: 5_600)?.kbps != nil)
        #expect(line.bucket(at: 999) == nil)
        #expect(line.bucket(at: 16_000) == nil)
    }

    @Test("grows wider, never longer, and loses nothing")
    func widening() {
        var line = Timeline()
        for second in 0..<10_000 {
            line.add(
                content(kbps: 100, seconds: 1), from: Double(second) * 1000, to: Double(second + 1) * 1000, origin: 0)
        }
        #expect(line.bucketSeconds == 64)
        #expect(line.buckets.count <= Timeline.bucketLimit)
        let seconds = line.buckets.reduce(0) { $0 + Double($1.bitrateSeconds) }
        #expect(abs(seconds - 10_000) < 1)
    }

    @Test("of parts merges into that of the whole", arguments: 0..<20 as Range<UInt64>)
    func merge(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var whole = Timeline()
        var parts = [Timeline(), Timeline(), Timeline()]
        var now = 0.0
        for _ in 0..<200 {
            let length = random.unit() * 30
            now += random.unit() * 40_000
            let reading = content(kbps: random.unit() * 2000, seconds: length)
            let part = Int(random.next() % 3)
            whole.add(reading, from: now - length * 1000, to: now, origin: 0)
            parts[part].add(reading, from: now - length * 1000, to: now, origin: 0)
        }
        var sum = parts[0]
        sum.merge(parts[1])
        sum.merge(parts[2])
        #expect(sum.bucketSeconds == whole.bucketSeconds)
        #expect(sum.buckets.count == whole.buckets.count)
        for (left, right) in zip(sum.buckets, whole.buckets) {
            #expect(abs(left.bitrateSeconds - right.bitrateSeconds) < 0.01)
            #expect(abs((left.kbps ?? 0) - (right.kbps ?? 0)) < 1)
        }
    }

    @Test("merges with one of another origin")
    func origins() {
        var late = Timeline()
        late.add(content(kbps: 500, seconds: 1), from: 100_000, to: 101_000, origin: 100_000)
        var early = Timeline()
        early.add(content(kbps: 300, seconds: 1), from: 0, to: 1_000, origin: 0)
        late.merge(early)
        #expect(late.origin == 0)
        #expect(late.buckets.first?.kbps == 300)
        #expect(late.bucket(at: 100_500)?.kbps == 500)
    }

    @Test("takes no time that is none", arguments: [1e300, -1e300, .infinity, .nan, 1e15])
    func absurd(time: Double) {
        var line = Timeline()
        line.add(content(kbps: 1, seconds: 1), from: 0, to: 1000, origin: 0)
        line.add(content(kbps: 1, seconds: 1), from: 0, to: time, origin: 0)
        line.add(content(kbps: 1, seconds: 1), from: time, to: 2000, origin: 0)
        var other = Timeline()
        other.add(content(kbps: 1, seconds: 1), from: time, to: time, origin: time)
        line.merge(other)
        #expect(line.buckets.count <= Timeline.bucketLimit)
    }

    @Test("follows the uplink of a session, and its loss")
    func session() throws {
        var session = RoomSession()
        for second in 0...20 {
            var sent = OutboundRTP(
                header: StatsHeader(id: "O", timestamp: 1e12 + Double(second) * 1000, kind: .video, ssrc: 1, mid: "0"))
            sent.bytesSent = Double(second) * 100_000
            sent.framesSent = Double(second) * 30
            sent.packetsSent = Double(second) * 100
            var far = RemoteInboundRTP(header: StatsHeader(id: "R", timestamp: 1e12 + Double(second) * 1000, ssrc: 1))
            // Between the tenth and the twelfth second a fifth is lost.
            far.packetsLost = Double(min(max(0, second - 10), 2)) * 20
            far.roundTripTime = 0.05
            session.fold(
                StatsReport(
                    identity: "alice", peerConnection: "publisher", timestamp: 0,
                    entries: [.outboundRTP(sent), .remoteInboundRTP(far)]), at: 5_000 + Double(second) * 1000)
        }
        let line = session.timeline
        #expect(line.origin == 5_000)
        #expect(isNear(line.buckets[3].kbps, 800))
        #expect(isNear(line.buckets[3].framesPerSecond, 30))
        #expect(line.buckets[8].lossPercentage == 0)
        #expect(isNear(line.bucket(at: 15_500)?.lossPercentage, 20))
        #expect(line.buckets[14].lossPercentage == 0)
        #expect(isNear(line.buckets[3].roundTripTime, 50))
    }

    private func isNear(_ value: Double?, _ expected: Double) -> Bool {
        value.map { abs($0 - expected) < 0.1 } ?? false
    }
}
