extension Verdict {
    /// Characters of an identity that stand in a sentence.
    public static let identityLimit = 40
    /// Of as many participants, all of them in trouble, the fault is looked for in the middle.
    public static let wholeRoomMinimum = 3

    /// The verdict on a room from those who are in it now.
    ///
    /// - Parameters:
    ///   - present: in any order.
    ///   - wasAnybodyHere: whether a participant was ever seen.
    ///   - now: ms on the session's clock.
    public init(
        on present: [(identity: String, judgement: Judgement)], wasAnybodyHere: Bool, at now: Double,
        thresholds: VerdictThresholds = VerdictThresholds()
    ) {
        let tally = Tally(present, thresholds)
        guard tally.present > 0 else {
            self.init(
                level: .unknown, sentence: wasAnybodyHere ? "Nobody is here any more." : "Nobody is here yet.")
            return
        }
        guard let worst = tally.worst, let cause = worst.judgement.cause else {
            self.init(goodOrUnknown: tally, .present)
            return
        }
        self.init(worst.identity, worst.judgement.level, cause, tally, .present, at: now)
    }

    /// The verdict on a room that is over, on all who were in it.
    ///
    /// - Parameter participants: in any order, each judged over the whole call.
    public init(
        onWholeCall participants: [(identity: String, judgement: Judgement)],
        thresholds: VerdictThresholds = VerdictThresholds()
    ) {
        let tally = Tally(participants, thresholds)
        guard tally.present > 0 else {
            self.init(level: .unknown, sentence: "Nobody was here.")
            return
        }
        guard let worst = tally.worst, let cause = worst.judgement.cause else {
            self.init(goodOrUnknown: tally, .past)
            return
        }
        self.init(worst.identity, worst.judgement.level, cause, tally, .past, at: 0)
    }

    private init(
        _ identity: String, _ level: VerdictLevel, _ cause: Judgement.Cause, _ tally: Tally, _ tense: Tense,
        at now: Double
    ) {
        let seconds = cause.since.map { max(0, now - $0) / 1000 }
        let name = Self.shortened(identity)
        let what = "\(tense == .past ? cause.pastText : cause.text) (\(Self.details(cause, seconds: seconds)))"
        let word = (level == .poor ? "Poor" : "Fair") + (tense == .past ? " over the whole call" : "")
        let sentence: String
        if tally.bad == tally.present, tally.bad >= Self.wholeRoomMinimum {
            sentence =
                "\(word): everybody \(tense.isOrWas) affected, \(name) most: \(what). "
                + "Look at the server or its network first."
        } else {
            sentence = ["\(word): \(name)'s \(what).", tally.ofTheOthers(tense)].filter { !$0.isEmpty }
                .joined(separator: " ")
        }
        self.init(level: level, identity: identity, cause: cause, seconds: seconds, sentence: sentence)
    }

    private init(goodOrUnknown tally: Tally, _ tense: Tense) {
        let fine = tense == .past ? "All fine over the whole call" : "All fine"
        if tally.judged == tally.present {
            self.init(level: .good, sentence: fine + ".")
        } else if 2 * tally.judged > tally.present {
            self.init(
                level: .good,
                sentence: "\(fine), as far as measured: \(tally.judged) of \(tally.present) participants.")
        } else {
            self.init(
                level: .unknown,
                sentence: tense == .past ? "Too little measured to judge." : "Too little measured to judge yet.")
        }
    }

    private static func details(_ cause: Judgement.Cause, seconds: Double?) -> String {
        guard let seconds else { return cause.valueText }
        switch cause.metric {
        case .bandwidthLimited, .cpuLimited, .frozen: return "\(cause.valueText), for \(duration(seconds))"
        default: return "\(cause.valueText) for \(duration(seconds))"
        }
    }

    /// `"40 s"`, `"12 min"`, `"3 h"`.
    private static func duration(_ seconds: Double) -> String {
        let whole = Int(min(max(0, seconds), 1e9).rounded())
        if whole < 120 { return "\(whole) s" }
        return whole < 7200 ? "\(whole / 60) min" : "\(whole / 3600) h"
    }

    static func shortened(_ identity: String) -> String {
        let scalars = identity.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: identityLimit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return identity }
        return String(scalars[..<end]) + "…"
    }
}

extension Verdict {
    /// How many are how well, and who is worst.
    private struct Tally {
        var present = 0
        var judged = 0
        var bad = 0
        var worst: (identity: String, judgement: Judgement)?

        init(_ participants: [(identity: String, judgement: Judgement)], _ thresholds: VerdictThresholds) {
            for participant in participants {
                present += 1
                guard participant.judgement.level != .unknown else { continue }
                judged += 1
                guard participant.judgement.cause != nil else { continue }
                bad += 1
                if let worst, !thresholds.isWorse(participant, than: worst) { continue }
                worst = participant
            }
        }

        /// What is said of those who are not the worst.
        func ofTheOthers(_ tense: Tense) -> String {
            let others = present - 1
            guard others > 0 else { return "" }
            let unmeasured = present - judged
            let fine = judged - bad
            var parts: [String] = []
            if bad > 1 { parts.append("\(Self.others(bad - 1, tense)) not fine either") }
            if fine == others { return "Everyone else \(tense.isOrWas) fine." }
            if fine > 0 { parts.append("\(fine) \(tense.verb(fine)) fine") }
            if unmeasured > 0 { parts.append("of \(unmeasured) too little \(tense.isOrWas) measured") }
            return parts.joined(separator: ", ").capitalisedFirst + "."
        }

        private static func others(_ count: Int, _ tense: Tense) -> String {
            "\(count) other\(count == 1 ? "" : "s") \(tense.verb(count))"
        }
    }

    private enum Tense {
        case present, past

        var isOrWas: String { verb(1) }

        func verb(_ count: Int) -> String {
            switch self {
            case .present: count == 1 ? "is" : "are"
            case .past: count == 1 ? "was" : "were"
            }
        }
    }
}

extension VerdictThresholds {
    /// Whether one participant comes before another where the worst stand first: by level, then by how bad the cause is,
    /// then by the identities' bytes.
    public func isWorse(
        _ left: (identity: String, judgement: Judgement), than right: (identity: String, judgement: Judgement)
    ) -> Bool {
        let levels = (left.judgement.level.rank, right.judgement.level.rank)
        if levels.0 != levels.1 { return levels.0 < levels.1 }
        let severities = (severity(of: left.judgement), severity(of: right.judgement))
        if severities.0 != severities.1 { return severities.0 > severities.1 }
        return left.identity.utf8.lexicographicallyPrecedes(right.identity.utf8)
    }

    private func severity(of judgement: Judgement) -> Double {
        judgement.cause.map { severity(of: $0.metric, $0.value) } ?? 0
    }
}

extension VerdictLevel {
    /// Where a level stands when the worst come first.
    fileprivate var rank: Int {
        switch self {
        case .poor: 0
        case .fair: 1
        case .unknown: 2
        case .good: 3
        }
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
