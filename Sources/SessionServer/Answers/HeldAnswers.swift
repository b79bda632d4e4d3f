import HTTPPort
import HTTPTypes
import Synchronization
import Vitals
import VitalsJSON

/// The bytes of answers that wait for their readers, of all and of each user: whoever asks and does not read must not take
/// the memory of all.
final class HeldAnswers: Sendable {
    private struct State {
        var bytes = 0
        var bytesOfUsers: [ExactText: Int] = [:]
    }

    private let limits: SessionLimits
    private let counters: SessionCounters
    private let state = Mutex(State())

    init(limits: SessionLimits, counters: SessionCounters) {
        self.limits = limits
        self.counters = counters
    }

    var bytes: Int { state.withLock { $0.bytes } }

    /// Counts an answer for as long as the result lives.
    ///
    /// - Throws: 429 and 503 where there are too many of them.
    func hold(_ bytes: Int, for caller: SessionCaller) throws(Problem) -> HeldAnswer {
        // Whoever sees everything holds the keys, and has no share of its own.
        let user = caller.savesForAll ? nil : caller.user.map(ExactText.init)
        let refusal: Problem? = state.withLock { state in
            let own = user.flatMap { state.bytesOfUsers[$0] } ?? 0
            if user != nil, own > 0, own + bytes > limits.answerBytesOfUser { return .ownAnswersWait }
            if state.bytes > 0, state.bytes + bytes > limits.answerBytes { return .answersWait }
            state.bytes += bytes
            if let user { state.bytesOfUsers[user] = own + bytes }
            return nil
        }
        if let refusal {
            counters.refuse(refusal.code ?? "")
            throw refusal
        }
        return HeldAnswer { [self] in release(bytes, of: user) }
    }

    private func release(_ bytes: Int, of user: ExactText?) {
        state.withLock { state in
            state.bytes -= bytes
            guard let user, let own = state.bytesOfUsers[user] else { return }
            state.bytesOfUsers[user] = own > bytes ? own - bytes : nil
        }
    }
}

/// One answer that waits for its reader, until it is read or nobody is there to read it.
final class HeldAnswer: Sendable {
    private let end: @Sendable () -> Void

    init(_ end: @escaping @Sendable () -> Void) { self.end = end }

    deinit { end() }
}

extension Problem {
    fileprivate static let ownAnswersWait = Problem(
        429, "Too Many Requests", "this user has not read the answers to earlier requests",
        members: [.init("code", "own_answers_wait")], headers: [.retryAfter: "2"])
    fileprivate static let answersWait = Problem(
        503, "Service Unavailable", "too many answers wait to be read; try again in a moment",
        members: [.init("code", "answers_wait")], headers: [.retryAfter: "2"])
}
