import Lifelike
import Testing
import Vitals

/// What ten minutes of each profile amount to.
@Suite struct ProfileTests {
    /// Sums over the intervals of a participant's video, by layer and in all.
    struct Sums {
        var seconds = 0.0
        var kilobits = 0.0
        var frames = 0.0
        /// kbit/s of each interval in which nothing was reset.
        var rates: [Double] = []
        var framesPerSecond: [Double] = []
        var kbps: Double { kilobits / seconds }
        var fps: Double { frames / seconds }
    }

    private func publisherReports(_ profile: ParticipantProfile) throws -> [StatsReport] {
        let index = try #require((0..<8).first { LifelikeRoom.profile($0) == profile })
        let identity = LifelikeRoom.identity(index)
        return try Self.room.get().filter { $0.identity == identity && $0.peerConnection == "publisher" }
    }

    /// Ten minutes of everybody, decoded once for all tests.
    private static let room = Result { try reports(.init(participants: 4, reports: 4800, seed: 11)) }

    /// Active video only; the first `warmUp` seconds, in which the bit rate rises, are left out.
    private func sums(_ reports: [StatsReport], rid: String? = nil, warmUp: Double = 12) -> Sums {
        var sums = Sums()
        let start = reports.first?.timestamp ?? 0
        for (before, now) in zip(reports, reports.dropFirst()) where before.timestamp > start + warmUp * 1000 {
            for entry in now.video where entry.header.rid == rid && entry.active == true {
                guard let last = before.video.first(where: { $0.header.ssrc == entry.header.ssrc }), last.active == true
                else { continue }
                let seconds = (entry.header.timestamp - last.header.timestamp) / 1000
                let kilobits = ((entry.bytesSent ?? 0) - (last.bytesSent ?? 0)) * 8 / 1000
                let frames = (entry.framesSent ?? 0) - (last.framesSent ?? 0)
                sums.seconds += seconds
                sums.kilobits += kilobits
                sums.frames += frames
                sums.rates.append(kilobits / seconds)
                sums.framesPerSecond.append(frames / seconds)
            }
        }
        return sums
    }

    /// Packets lost and round trips, from the RTCP reports of video.
    private func loss(_ reports: [StatsReport]) -> (percent: Double, roundTrips: [Double], jitters: [Double]) {
        var roundTrips: [Double] = []
        var jitters: [Double] = []
        var lost: [UInt32: Double] = [:]
        var sent: [UInt32: Double] = [:]
        for report in reports {
            for entry in report.video {
                guard let ssrc = entry.header.ssrc else { continue }
                sent[ssrc] = (entry.packetsSent ?? 0) - (entry.retransmittedPacketsSent ?? 0)
            }
            for entry in report.remote where entry.header.kind == .video {
                guard let ssrc = entry.header.ssrc else { continue }
                lost[ssrc] = entry.packetsLost
                roundTrips.append((entry.roundTripTime ?? 0) * 1000)
                jitters.append((entry.jitter ?? 0) * 1000)
            }
        }
        return (100 * lost.values.reduce(0, +) / sent.values.reduce(0, +), roundTrips, jitters)
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    @Test func `a steady camera sends 1.7 Mbit/s at 30 frames and loses next to nothing`() throws {
        let reports = try publisherReports(.steadyCamera)
        let sums = sums(reports)
        #expect(abs(sums.kbps - 1705) < 20, "\(sums.kbps)")
        #expect(abs(sums.fps - 30) < 0.05)
        #expect(sums.framesPerSecond.allSatisfy { (28...32).contains($0) })
        let loss = loss(reports)
        #expect(loss.percent < 0.3)
        #expect(abs(mean(loss.roundTrips) - 34) < 2)
        #expect(reports.allSatisfy { $0.outbound.count == 2 && $0.entries.count >= 3 })
    }

    @Test func `simulcast has three layers of one mid, and the largest goes off and on under load`() throws {
        let reports = try publisherReports(.simulcast)
        for report in reports {
            #expect(report.video.map(\.header.rid) == ["q", "h", "f"])
            #expect(Set(report.video.map(\.header.mid)).count == 1)
            #expect(Set(report.video.compactMap(\.header.ssrc)).count == 3)
        }
        #expect(abs(sums(reports, rid: "q").kbps - 150) < 5)
        #expect(abs(sums(reports, rid: "h").kbps - 500) < 10)
        #expect(abs(sums(reports, rid: "f").kbps - 1204) < 25)
        let full = reports.compactMap { $0.video.last?.active }
        let offShare = Double(full.count { !$0 }) / Double(full.count)
        #expect(abs(offShare - 13.0 / 60) < 0.03, "\(offShare)")
        #expect(reports.allSatisfy { $0.video.first?.active == true })
        for (before, now) in zip(reports, reports.dropFirst()) {
            guard let last = before.video.last, let entry = now.video.last, entry.active == false, last.active == false
            else { continue }
            #expect(entry.bytesSent == last.bytesSent)
            #expect(entry.framesSent == last.framesSent)
        }
    }

    @Test func `a lossy link pulls bit rate and frame rate down and round trips up`() throws {
        let reports = try publisherReports(.lossyLink)
        let sums = sums(reports)
        let rates = sums.rates.sorted()
        // Crowded 26 s of 60: 420 kbit/s get through, of which the encoder takes 90 % less audio.
        #expect((300...420).contains(rates[rates.count / 5]), "\(rates[rates.count / 5])")
        #expect((1500...1900).contains(rates[rates.count * 9 / 10]), "\(rates[rates.count * 9 / 10])")
        let speeds = sums.framesPerSecond.sorted()
        #expect(speeds[speeds.count / 5] < 16)
        #expect(abs(speeds[speeds.count * 9 / 10] - 30) < 1.5)
        let loss = loss(reports)
        #expect((2...9).contains(loss.percent), "\(loss.percent)")
        let roundTrips = loss.roundTrips.sorted()
        #expect(abs(roundTrips[roundTrips.count / 10] - 56) < 12)
        #expect(roundTrips[roundTrips.count * 9 / 10] > 200)
        #expect(loss.jitters.max() ?? 0 > 20)
        let limited = try #require(reports.last?.video.first?.qualityLimitation)
        #expect(limited.bandwidth > 250)
        #expect(limited.cpu == 0)
    }

    @Test func `one who reconnects is away, comes back with new SSRCs, and mutes in between`() throws {
        let reports = try publisherReports(.reconnecting)
        let ssrcs = reports.map { $0.video.first?.header.ssrc }
        let changes = zip(reports, reports.dropFirst()).filter {
            $0.video.first?.header.ssrc != $1.video.first?.header.ssrc
        }
        // Twice a minute.
        #expect((17...22).contains(changes.count), "\(changes.count)")
        #expect(Set(ssrcs).count == changes.count + 1)
        for (before, now) in changes {
            #expect((3000...5500).contains(now.timestamp - before.timestamp))
            #expect((now.video.first?.bytesSent ?? .infinity) < 300_000)
            #expect(now.outbound.first?.header.ssrc != before.outbound.first?.header.ssrc)
        }
        let muted = reports.count { $0.video.first?.active == false }
        #expect((20...40).contains(muted), "\(muted)")
        let silent = reports.count { $0.outbound.first?.active == false }
        #expect((40...60).contains(silent), "\(silent)")
    }

    @Test func `RTCP reports keep a pace of their own, about 1 s for video and 5 s for audio`() throws {
        let fast = try reports(.init(participants: 1, reports: 3000, seed: 5, interval: 200))
        for (kind, pace) in [(MediaKind.video, 1.0), (.audio, 5.0)] {
            let times = fast.compactMap { report in
                report.remote.first { $0.header.kind == kind }?.header.timestamp
            }
            let arrivals = Set(times).sorted()
            let gaps = zip(arrivals, arrivals.dropFirst()).map { ($1 - $0) / 1000 }
            #expect(abs(mean(gaps) - pace) < pace * 0.05)
            #expect((gaps.max() ?? 0) - (gaps.min() ?? 0) > pace * 0.3)
            #expect(times.count > arrivals.count * 4)
        }
    }
}
