/// An estimate of how a conversation was heard, from loss, round trip and jitter: a simplified E-model.
///
/// R = 93.2 − Id − Ie, clamped to 0…100, with d = RTT / 2 + 2 · jitter in ms one way,
/// Id = 0.024 d + 0.11 max(0, d − 177.3) (Cole and Rosenbluth, 2001) and
/// Ie = 95 · Ppl / (Ppl + 25.1) (ITU-T G.107, with Ie = 0 and Bpl = 25.1 of G.113 for G.711 with concealment, since it
/// has no value for Opus). MOS = 1 + 0.035 R + 7 · 10⁻⁶ R (R − 60) (100 − R) (G.107 annex B), not below 1.
public enum MeanOpinionScore {
    /// Names the formula; a change of it is a new version.
    public static let version = "e-model-1"

    /// 1…4.5, never rising with any of the three.
    ///
    /// - Parameters:
    ///   - loss: percent.
    ///   - roundTripTime: ms.
    ///   - jitter: ms.
    public static func estimate(loss: Double, roundTripTime: Double, jitter: Double) -> Double {
        let delay = max(0, roundTripTime) / 2 + 2 * max(0, jitter)
        let delayImpairment = 0.024 * delay + 0.11 * max(0, delay - 177.3)
        let share = min(100, max(0, loss))
        let lossImpairment = 95 * share / (share + 25.1)
        let rating = min(100, max(0, 93.2 - delayImpairment - lossImpairment))
        // The cubic dips below 1 for ratings under 6.5.
        return max(1, 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating))
    }
}
