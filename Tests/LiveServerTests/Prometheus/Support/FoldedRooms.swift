import Lifelike
import VitalsJSON

@testable import LiveServer
@testable import Vitals

/// Sessions of lifelike rooms.
enum FoldedRooms {
    struct NotStats: Error {}

    static func reports(participants: Int, count: Int, seed: UInt64 = 1) throws -> [StatsReport] {
        var room = LifelikeRoom(.init(participants: participants, reports: count, seed: seed))
        var reports: [StatsReport] = []
        while try room.withNextLine({ line in
            let decoded = try FeedDecoder().decodeRecordedLine(Array(line.dropLast()))
            guard case .message(.stats(let report), _) = decoded else { throw NotStats() }
            reports.append(report)
        }) {}
        return reports
    }

    /// - Parameter name: of each identity in the lifelike room.
    static func session(
        participants: Int, count: Int, seed: UInt64 = 1, name: (String) -> String = { $0 }
    ) throws -> RoomSession {
        var session = RoomSession()
        for var report in try reports(participants: participants, count: count, seed: seed) {
            report.identity = name(report.identity)
            session.fold(report, at: report.timestamp)
        }
        return session
    }
}

extension RoomView {
    /// The view of a session, its judgements by loss alone: over 5 % is poor, over 2 % fair.
    init(_ session: RoomSession, name: String, state: RoomState = .live, health: BotHealth = BotHealth()) {
        let now = session.end ?? 0
        let people = session.participants.map { ParticipantView($0, at: now) }
            .sorted { ($0.latest.lossPercentage ?? -1) > ($1.latest.lossPercentage ?? -1) }
        let present = people.filter(\.isPresent)
        var latest = LiveFigures()
        latest.videoKbps = present.compactMap(\.latest.videoKbps).sum
        latest.audioKbps = present.compactMap(\.latest.audioKbps).sum
        latest.receivedVideoKbps = present.compactMap(\.latest.receivedVideoKbps).sum
        latest.framesPerSecond = present.compactMap(\.latest.framesPerSecond).min()
        latest.lossPercentage = present.compactMap(\.latest.lossPercentage).max()
        latest.receivedLossPercentage = present.compactMap(\.latest.receivedLossPercentage).max()
        let delays = present.compactMap(\.latest.roundTripTime).sorted()
        latest.roundTripTime = delays.isEmpty ? nil : delays[delays.count / 2]
        latest.worstRoundTripTime = delays.last
        let totals = session.totals
        self.init(
            name: name, sid: nil, state: state, endReason: nil, snapshot: 1, start: session.start, now: session.end,
            seconds: session.seconds, latest: latest, totals: totals, block: QualityBlock(totals),
            verdict: Verdict(level: people.first?.judgement.level ?? .unknown, sentence: ""), participants: people,
            presentCount: present.count, knownCount: people.count, othersCount: session.othersCount,
            reports: session.reports,
            reportsRefused: session.reportsRefused, unknownMessages: session.unknownMessages,
            statsDropped: session.statsDropped,
            freshness: Freshness(newestReportAge: people.compactMap(\.lastReportAge).min(), usualInterval: 1),
            health: health)
    }

    /// A view of nothing but its name and its participants' identities, all present.
    init(name: String, identities: [String] = [], start: Double = 0) {
        self.init(RoomSession(), name: name)
        self.start = start
        participants = identities.map { ParticipantView(Participant(identity: $0, sid: "", at: 0), at: 0) }
        presentCount = identities.count
    }
}

extension ParticipantView {
    init(_ participant: Participant, at now: Double) {
        let totals = participant.totals(at: now)
        let block = QualityBlock(totals)
        var latest = LiveFigures()
        latest.videoKbps = participant.latest(.video, .uplink).kbps
        latest.audioKbps = participant.latest(.audio, .uplink).kbps
        latest.framesPerSecond = participant.latest(.video, .uplink).framesPerSecond
        latest.lossPercentage = block.loss.percentage
        latest.roundTripTime = participant.latest(.video, .uplink).roundTripTime
        latest.worstRoundTripTime = latest.roundTripTime
        latest.receivedVideoKbps = participant.latest(.video, .downlink).kbps
        latest.receivedAudioKbps = participant.latest(.audio, .downlink).kbps
        latest.receivedLossPercentage = block.downlinkLoss.percentage
        let level: VerdictLevel =
            switch block.loss.percentage {
            case .none: .unknown
            case .some(5...): .poor
            case .some(2...): .fair
            case .some: .good
            }
        self.init(
            seen: SeenParticipant(participant, totals), isPresent: participant.isPresent,
            judgement: Judgement(level: level), latest: latest, isFresh: true,
            lastReportAge: participant.lastReport.map { (now - $0) / 1000 }, attendance: totals.attendance)
    }
}

extension [Double] {
    fileprivate var sum: Double? { isEmpty ? nil : reduce(0, +) }
}
