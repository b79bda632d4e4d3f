/// How the room is doing, in one sentence that names the worst metric and whose side it is on.
public struct Verdict: Sendable, Equatable {
    public var level: VerdictLevel
    /// Of whom the sentence speaks first; `nil` where it speaks of nobody.
    public var identity: String?
    public var cause: Judgement.Cause?
    /// Seconds for which the cause has lasted.
    public var seconds: Double?
    /// For people. Identities in it are as they came off the wire: escape it for the place where it is shown.
    public var sentence: String

    public init(
        level: VerdictLevel, identity: String? = nil, cause: Judgement.Cause? = nil, seconds: Double? = nil,
        sentence: String
    ) {
        self.level = level
        self.identity = identity
        self.cause = cause
        self.seconds = seconds
        self.sentence = sentence
    }
}
