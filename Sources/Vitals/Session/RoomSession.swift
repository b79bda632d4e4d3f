/// One session of one room: folds what is said and reported into running aggregates.
///
/// A pure value. Time comes in as `now`, ms since 1970 on the session's own clock: the wall clock of a live bot, the
/// recorded time of a replay. Memory is bounded by `SessionLimits`, whatever the length of the session.
public struct RoomSession: Sendable {
    public let limits: SessionLimits
    public private(set) var room: RoomInfo?
    /// In the order in which they were first seen.
    public private(set) var participants: [Participant] = []
    /// Totals of participants that had to make room for newer ones.
    public private(set) var others = Totals()
    public private(set) var othersCount: UInt64 = 0
    private var othersTimeline = Timeline()
    /// Reports of newcomers for whom there was no room, and of nobody by name.
    public private(set) var reportsRefused: UInt64 = 0
    /// Reports folded in, duplicates with them.
    public private(set) var reports: UInt64 = 0
    /// Stats messages that the relay says it left out.
    public private(set) var statsDropped: UInt64 = 0
    /// Messages of names that this version does not know.
    public private(set) var unknownMessages: UInt64 = 0
    /// ms; `nil` before the first message.
    public private(set) var start: Double?
    public private(set) var end: Double?
    /// From start to end; a live session's clock is one that no change of the date moves.
    public var seconds: Double { ((end ?? 0) - (start ?? 0)) / 1000 }
    /// Whole seconds between start and end as they are written, in whole ms.
    public var wholeSeconds: Double {
        (((end ?? 0).rounded(.down) - (start ?? 0).rounded(.down)) / 1000).rounded(.down)
    }
    private var atHand = ReportAtHand()
    private var places: [ExactText: Int] = [:]
    /// By place, which other's report came behind theirs last time: reports go round in much the same order. At first their own.
    private var followers: [Int] = []
    /// Place of whoever reported last.
    private var reporter = 0
    private var placesBySid: [ExactText: Int] = [:]
    /// Two participants have come under one sid: it is the place of whoever was heard of last.
    private var sidsAreShared = false

    public init(limits: SessionLimits = SessionLimits(), room: RoomInfo? = nil) {
        self.limits = limits
        self.room = room
    }

    /// Takes in a message of the feed.
    public mutating func apply(_ message: FeedMessage, at now: Double) {
        tick(now)
        switch message {
        case .join(let join):
            room = join.room
            // After a reconnect this is the whole truth: whoever is not named has left meanwhile.
            let named = Set(join.otherParticipants.map(\.identity))
            for place in participants.indices where !named.contains(participants[place].identity) {
                participants[place].leave(at: now)
            }
            for info in join.otherParticipants { apply(info, at: now) }
        case .update(let infos):
            for info in infos { apply(info, at: now) }
        case .roomUpdate(let info):
            room = info
        case .stats(let report):
            fold(report, at: now)
        case .connectionQuality(let updates):
            for update in updates {
                guard let place = placesBySid[ExactText(update.participantSid)] else { continue }
                participants[place].apply(update.quality, at: now)
            }
        case .statsDropped(let count):
            // A relay's word, whatever it is.
            statsDropped = statsDropped.addingReportingOverflow(count).overflow ? .max : statsDropped + count
        case .unknown:
            unknownMessages += 1
        case .transcription, .leave, .pong, .subscribeStats, .ping:
            break
        }
    }

    /// Takes in one report.
    public mutating func fold(_ report: StatsReport, at now: Double) {
        tick(now)
        guard let place = expectedPlace(of: report) ?? place(of: report.identity, sid: report.sid, at: now) else {
            reportsRefused += 1
            return
        }
        follow(place)
        reports += 1
        participants[place].fold(report, &atHand, limits: limits, at: now, origin: start ?? now)
    }

    /// The session's clock has come to `now` without a message.
    public mutating func tick(_ now: Double) {
        start = min(start ?? now, now)
        end = max(end ?? now, now)
    }

    public func participant(_ identity: String) -> Participant? {
        places[ExactText(identity)].map { participants[$0] }
    }

    /// The whole room's totals.
    public var totals: Totals {
        var sum = others
        for participant in participants { sum.merge(participant.totals(at: end ?? 0)) }
        return sum
    }

    /// The whole room's time line.
    public var timeline: Timeline {
        var sum = othersTimeline
        for participant in participants { sum.merge(participant.timeline) }
        return sum
    }

    private mutating func apply(_ info: ParticipantInfo, at now: Double) {
        // Somebody unknown who leaves was never here.
        guard info.state != .disconnected || places[ExactText(info.identity)] != nil,
            let place = place(of: info.identity, sid: info.sid, at: now)
        else { return }
        let before = participants[place].mutedSids
        participants[place].apply(info, mutedSids: atHand.mutedSids, at: now)
        let after = participants[place].mutedSids
        guard before != after else { return }
        atHand.mutedSids.subtract(before)
        atHand.mutedSids.formUnion(after)
        for place in participants.indices { participants[place].applyMuting(mutedSids: atHand.mutedSids) }
    }

    /// The place of a report's participant, should it be the one that is expected, or the last one with its other peer
    /// connection.
    ///
    /// Changes nothing: what is not `mutating` is called with a copy of the whole session.
    private mutating func expectedPlace(of report: StatsReport) -> Int? {
        guard reporter < followers.count else { return nil }
        let follower = followers[reporter]
        if isOf(report, follower) { return follower }
        return isOf(report, reporter) ? reporter : nil
    }

    /// Changes nothing, as above.
    private mutating func isOf(_ report: StatsReport, _ place: Int) -> Bool {
        ExactText.isSame(participants.span[place].identity, report.identity) && isThere(place, under: report.sid)
    }

    /// Whether nothing new is said by who is at `place` coming under `sid`. Changes nothing, as above.
    private mutating func isThere(_ place: Int, under sid: String) -> Bool {
        sid.isEmpty || !sidsAreShared && ExactText.isSame(participants.span[place].sid, sid)
    }

    /// The participant at `place` reports.
    private mutating func follow(_ place: Int) {
        while followers.count < participants.count { followers.append(followers.count) }
        guard place != reporter else { return }
        if followers[reporter] != place { followers[reporter] = place }
        reporter = place
    }

    private mutating func place(of identity: String, sid: String, at now: Double) -> Int? {
        guard !identity.isEmpty else { return nil }
        let place: Int
        if let known = places[ExactText(identity)] {
            if isThere(known, under: sid) { return known }
            place = known
            if participants[place].sid != sid {
                placesBySid[ExactText(participants[place].sid)] = nil
                participants[place].renew(sid: sid)
            }
        } else if participants.count < limits.participants {
            place = participants.count
            participants.append(Participant(identity: identity, sid: sid, at: now))
        } else if let departed = participants.firstIndex(where: { !$0.isPresent }) {
            place = departed
            others.merge(participants[place].totals(at: now))
            othersTimeline.merge(participants[place].timeline)
            othersCount += 1
            places[ExactText(participants[place].identity)] = nil
            placesBySid[ExactText(participants[place].sid)] = nil
            participants[place] = Participant(
                identity: identity, sid: sid, at: now, revision: participants[place].revision + 1)
        } else {
            return nil
        }
        places[ExactText(identity)] = place
        note(sid, at: place)
        return place
    }

    private mutating func note(_ sid: String, at place: Int) {
        guard !sid.isEmpty, let other = placesBySid.updateValue(place, forKey: ExactText(sid)) else { return }
        if other != place { sidsAreShared = true }
    }
}

extension RoomSession {
    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&room)
        var count = participants.count
        try archive.carry(&count, upTo: limits.participants)
        for place in 0..<count {
            if place == participants.count { participants.append(Participant(identity: "", sid: "", at: 0)) }
            try participants[place].carry(through: &archive, limits: limits)
        }
        try archive.carry(&others)
        try archive.carry(&othersCount)
        try archive.carry(&othersTimeline)
        try archive.carry(&reportsRefused)
        try archive.carry(&reports)
        try archive.carry(&statsDropped)
        try archive.carry(&unknownMessages)
        try archive.carry(&start)
        try archive.carry(&end)
        places = [:]
        placesBySid = [:]
        atHand.mutedSids = []
        followers = []
        reporter = 0
        for (place, participant) in participants.enumerated() {
            places[ExactText(participant.identity)] = place
            note(participant.sid, at: place)
            atHand.mutedSids.formUnion(participant.mutedSids)
        }
    }
}
