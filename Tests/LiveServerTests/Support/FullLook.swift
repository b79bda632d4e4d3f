import Vitals

@testable import LiveServer

/// A look that remembers nothing but its judges, and puts everything together anew: what a `RoomWatch` shows is held to it.
struct FullLook {
    private let thresholds: VerdictThresholds
    /// By place, and of whom.
    private var judges: [(identity: String, judge: ParticipantJudge)] = []

    init(thresholds: VerdictThresholds) {
        self.thresholds = thresholds
    }

    mutating func look(at sample: RoomSample, clock: Double) -> ToldRoom {
        let session = sample.session
        var rows: [ToldRoom.Row] = []
        var totals = session.others
        for (place, participant) in session.participants.enumerated() {
            let its = participant.totals(at: session.end ?? 0)
            totals.merge(its)
            rows.append(row(participant, its, place, sample, clock: clock))
        }
        let present = rows.filter(\.isPresent)
        let guests = rows.filter { !$0.isMonitor }
        let intervals = session.participants.filter(\.isPresent).compactMap(\.usualReportInterval).sorted()
        let isOver = sample.state == .ended
        let all: [(identity: String, judgement: Judgement)] = guests.map { ($0.identity, $0.judgement) }
        let here: [(identity: String, judgement: Judgement)] = guests.filter(\.isPresent).map {
            ($0.identity, $0.judgement)
        }
        return ToldRoom(
            rows: rows.sorted(by: standsBefore), totals: totals, block: QualityBlock(totals),
            latest: LiveFigures(ofRoom: present.map(\.latest)),
            verdict: isOver
                ? Verdict(onWholeCall: all, thresholds: thresholds)
                : Verdict(
                    on: here, wasAnybodyHere: !guests.isEmpty || session.othersCount > 0, at: clock,
                    thresholds: thresholds),
            freshness: .init(
                newestReportAge: present.compactMap(\.lastReportAge).min(),
                usualInterval: intervals.isEmpty ? nil : intervals[(intervals.count - 1) / 2]),
            presentCount: guests.count(where: \.isPresent), knownCount: guests.count)
    }

    private mutating func row(
        _ participant: Participant, _ totals: Totals, _ place: Int, _ sample: RoomSample, clock: Double
    ) -> ToldRoom.Row {
        if place == judges.count { judges.append((participant.identity, ParticipantJudge(thresholds: thresholds))) }
        if judges[place].identity != participant.identity {
            judges[place] = (participant.identity, ParticipantJudge(thresholds: thresholds))
        }
        judges[place].judge.observe(participant, totals, at: clock)
        let age = participant.lastReport.map { max(0, clock - $0) / 1000 }
        let longest = max(thresholds.staleSeconds, 3 * (participant.usualReportInterval ?? 0))
        let isFresh = participant.isPresent && age.map { $0 <= longest } ?? false
        let isOver = sample.state == .ended
        return ToldRoom.Row(
            identity: participant.identity, sid: participant.sid.isEmpty ? nil : participant.sid,
            isPresent: participant.isPresent && !isOver, isMonitor: participant.identity == sample.monitor,
            judgement: isOver
                ? Judgement(over: participant, totals, thresholds: thresholds) : judges[place].judge.judgement,
            signalledQuality: participant.qualityLevel,
            latest: isFresh ? figures(participant, judges[place].judge) : LiveFigures(), totals: totals,
            block: QualityBlock(totals), lastReportAge: age, usualReportInterval: participant.usualReportInterval,
            place: place, tracks: participant.tracks.map { TrackView($0, isFresh: isFresh) })
    }

    private func figures(_ participant: Participant, _ judge: ParticipantJudge) -> LiveFigures {
        let (video, audio) = (participant.latest(.video, .uplink), participant.latest(.audio, .uplink))
        var figures = LiveFigures()
        figures.videoKbps = video.kbps
        figures.audioKbps = audio.kbps
        figures.framesPerSecond = video.framesPerSecond
        figures.lossPercentage = judge.recentLossSent
        figures.roundTripTime = [video.roundTripTime, audio.roundTripTime].compactMap(\.self).max()
        figures.worstRoundTripTime = figures.roundTripTime
        figures.receivedVideoKbps = participant.latest(.video, .downlink).kbps
        figures.receivedAudioKbps = participant.latest(.audio, .downlink).kbps
        figures.receivedLossPercentage = judge.recentLossReceived
        return figures
    }

    private func standsBefore(_ left: ToldRoom.Row, _ right: ToldRoom.Row) -> Bool {
        if left.isMonitor != right.isMonitor { return right.isMonitor }
        if left.isPresent != right.isPresent { return left.isPresent }
        return thresholds.isWorse((left.identity, left.judgement), than: (right.identity, right.judgement))
    }
}

/// All that a view tells of a room's people and their numbers, to be compared.
struct ToldRoom {
    struct Row: Equatable {
        var identity: String
        var sid: String?
        var isPresent: Bool
        var isMonitor: Bool
        var judgement: Judgement
        var signalledQuality: ConnectionQuality?
        var latest: LiveFigures
        var totals: Totals
        var block: QualityBlock
        var lastReportAge: Double?
        var usualReportInterval: Double?
        var place: Int
        var tracks: [TrackView]
    }

    var rows: [Row]
    var totals: Totals
    var block: QualityBlock
    var latest: LiveFigures
    var verdict: Verdict
    var freshness: RoomView.Freshness
    var presentCount: Int
    var knownCount: Int
}

extension ToldRoom {
    init(_ view: RoomView) {
        self.init(
            rows: view.participants.map(Row.init), totals: view.totals, block: view.block, latest: view.latest,
            verdict: view.verdict, freshness: view.freshness, presentCount: view.presentCount,
            knownCount: view.knownCount)
    }

    /// Names of what differs: the whole of two rooms is more than anybody reads.
    func differences(from other: ToldRoom) -> [String] {
        var names: [String] = []
        if totals != other.totals { names.append("totals") }
        if block != other.block { names.append("block") }
        if latest != other.latest { names.append("latest") }
        if verdict != other.verdict { names.append("verdict") }
        if freshness != other.freshness { names.append("freshness") }
        if (presentCount, knownCount) != (other.presentCount, other.knownCount) { names.append("counts") }
        if rows.map(\.identity) != other.rows.map(\.identity) { names.append("order") }
        for (row, its) in zip(rows, other.rows) where row != its { names.append("row of \(its.identity)") }
        return names
    }
}

extension ToldRoom.Row {
    init(_ view: ParticipantView) {
        self.init(
            identity: view.identity, sid: view.sid, isPresent: view.isPresent, isMonitor: view.isMonitor,
            judgement: view.judgement, signalledQuality: view.signalledQuality, latest: view.latest,
            totals: view.totals, block: view.block, lastReportAge: view.lastReportAge,
            usualReportInterval: view.usualReportInterval, place: view.place, tracks: view.tracks)
    }
}
