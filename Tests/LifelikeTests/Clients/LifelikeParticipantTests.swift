import Lifelike
import Testing
import Vitals
import VitalsJSON

/// A message, or what else a client did.
enum Deed: Equatable {
    case sent(FeedMessage)
    case dropped
    case reconnected
}

func deeds(of client: inout some LifelikeClient, at time: Double) throws -> [Deed] {
    try client.next(at: time).map { action in
        switch action {
        case .send(let bytes): .sent(try FeedDecoder().decode(bytes))
        case .drop: .dropped
        case .reconnect: .reconnected
        }
    }
}

@Suite struct LifelikeParticipantTests {
    private let start = 1_795_000_000_000.0

    private func minute(
        _ profile: ParticipantProfile, seconds: Int = 60, remotes: Int = 1, seat: Int? = 0
    ) throws -> [(second: Int, deed: Deed)] {
        var participant = LifelikeParticipant(
            identity: "bob", profile: profile, seed: 8, remotes: remotes, seat: seat, speakers: 2)
        return try (0..<seconds).flatMap { second in
            try deeds(of: &participant, at: start + Double(second) * 1000).map { (second, $0) }
        }
    }

    @Test(arguments: ParticipantProfile.allCases)
    func `every message is one of the feed, stats for both connections each time`(profile: ParticipantProfile) throws {
        let all = try minute(profile)
        var connections: [String] = []
        for (_, deed) in all {
            guard case .sent(let message) = deed else { continue }
            switch message {
            case .stats(let report):
                connections.append(report.peerConnection)
                #expect(report.identity == "" && report.sid == "")
                #expect(report.timestamp >= start)
            case .update, .connectionQuality, .transcription: break
            default: Issue.record("\(message)")
            }
        }
        #expect(connections.count { $0 == "publisher" } == connections.count { $0 == "subscriber" })
        #expect(connections.count > 100)
    }

    @Test func `it introduces its tracks first`() throws {
        var participant = LifelikeParticipant(identity: "bob", profile: .steadyCamera, seed: 1)
        let first = try deeds(of: &participant, at: start)
        guard case .sent(.update(let participants)) = first.first else {
            Issue.record("\(first)")
            return
        }
        #expect(participants.map(\.identity) == ["bob"])
        #expect(participants.first?.tracks.map(\.kind) == [.audio, .video])
        #expect(participants.first?.tracks.map(\.muted) == [false, false])
        // Nobody to receive: no subscriber reports.
        let connections = first.compactMap {
            if case .sent(.stats(let report)) = $0 { report.peerConnection } else { nil }
        }
        #expect(connections == ["publisher"])
    }

    @Test func `a dropped connection says nothing until it is back, with new SSRCs and all it has to say of itself`()
        throws
    {
        let all = try minute(.reconnecting)
        let drops = all.filter { $0.deed == .dropped }.map(\.second)
        let returns = all.filter { $0.deed == .reconnected }.map(\.second)
        #expect(drops == [11, 39])
        #expect(returns == [14, 43])
        for (drop, back) in zip(drops, returns) {
            #expect(!all.contains { $0.second > drop && $0.second < back })
            #expect(all.filter { $0.second == drop }.count == 1)
            let first = all.filter { $0.second == back }.map(\.deed)
            #expect(first.first == .reconnected)
            guard case .sent(.update) = first.dropFirst().first else {
                Issue.record("\(first)")
                continue
            }
        }
        let videos = all.compactMap { item -> UInt32? in
            guard case .sent(.stats(let report)) = item.deed else { return nil }
            return report.video.first?.header.ssrc
        }
        #expect(Set(videos).count == 3)
    }

    @Test func `mutes are told as updates of its tracks`() throws {
        let updates = try minute(.reconnecting).compactMap { item -> (Int, [Bool])? in
            guard case .sent(.update(let participants)) = item.deed else { return nil }
            return (item.second, participants.first?.tracks.map(\.muted) ?? [])
        }
        #expect(updates.map(\.0) == [0, 5, 8, 14, 19, 24, 43])
        #expect(
            updates.map(\.1) == [
                [false, false], [false, true], [false, false], [false, false], [true, false], [false, false],
                [false, false],
            ])
    }

    @Test func `what it says comes word by word and then as a whole`() throws {
        let segments = try minute(.steadyCamera).compactMap { item -> Transcription.Segment? in
            guard case .sent(.transcription(let heard)) = item.deed else { return nil }
            #expect(heard.identity == "bob")
            return heard.segments.first
        }
        let finals = segments.filter(\.final)
        // One of two speakers, ten turns of six seconds.
        #expect(finals.count == 5)
        for final in finals {
            let interim = segments.filter { $0.id == final.id && !$0.final }
            #expect(!interim.isEmpty)
            #expect(interim.allSatisfy { final.text.hasPrefix($0.text) && $0.text.count < final.text.count })
            #expect(final.endTime > final.startTime)
        }
        #expect(segments.last?.text.isEmpty == false)
        let silent = try minute(.steadyCamera, seat: nil)
        #expect(!silent.contains { if case .sent(.transcription) = $0.deed { true } else { false } })
    }

    @Test func `quality is told when it changes`() throws {
        let qualities = try minute(.lossyLink).compactMap { item -> ConnectionQuality? in
            guard case .sent(.connectionQuality(let updates)) = item.deed else { return nil }
            return updates.first?.quality
        }
        #expect(Set(qualities).count >= 3)
        for (before, now) in zip(qualities, qualities.dropFirst()) { #expect(before != now) }
        let steady = try minute(.steadyCamera).filter {
            if case .sent(.connectionQuality) = $0.deed { true } else { false }
        }
        #expect(steady.first?.deed == .sent(.connectionQuality([.init(participantSid: "", quality: .excellent)])))
    }

    @Test func `time that stands still, goes back or makes no sense brings nothing`() throws {
        var participant = LifelikeParticipant(identity: "bob", profile: .steadyCamera, seed: 1)
        #expect(try deeds(of: &participant, at: .nan) == [])
        #expect(try deeds(of: &participant, at: -1) == [])
        #expect(try deeds(of: &participant, at: 1e300) == [])
        #expect(try !deeds(of: &participant, at: start).isEmpty)
        #expect(try deeds(of: &participant, at: start) == [])
        #expect(try deeds(of: &participant, at: start - 5000) == [])
        #expect(try !deeds(of: &participant, at: start + 1).isEmpty)
        // A machine that slept for years wakes up at once.
        #expect(try !deeds(of: &participant, at: start + 1e11).isEmpty)
    }

    @Test func `the pace of reports does not change what is counted`() throws {
        func bytes(every milliseconds: Int) throws -> Double {
            var participant = LifelikeParticipant(identity: "bob", profile: .steadyCamera, seed: 8)
            var last = 0.0
            for time in stride(from: 0, through: 60_000, by: milliseconds) {
                for deed in try deeds(of: &participant, at: start + Double(time)) {
                    if case .sent(.stats(let report)) = deed { last = report.video.first?.bytesSent ?? 0 }
                }
            }
            return last
        }
        let slow = try bytes(every: 10_000)
        #expect(try abs(bytes(every: 100) / slow - 1) < 0.05)
        #expect(try abs(bytes(every: 1000) / slow - 1) < 0.05)
    }
}
