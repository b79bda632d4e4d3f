/// How good something is for the people in the call.
public enum VerdictLevel: String, Sendable, CaseIterable {
    case good
    case fair
    case poor
    /// Too little was measured to say.
    case unknown
}
