import LiveServer
import RoomFeed
import SessionRecords
import Synchronization
import Vitals
import VitalsJSON

/// The bot's work on the service thread: feed events in, the session's value and commands to the client out.
final class BotService {
    private let options: BotOptions
    private let shared: SharedState
    private let whenDone: () -> Void
    private var decoder: StreamDecoder
    private let encoder = FeedEncoder()
    private var life: BotLife
    private var session: RoomSession
    private var log: SessionLog?
    private var refused = DecodeFailureCounts()
    private var failedAttempts = 0
    private var failure: String?
    private var nextLive: Double = 0
    private var summary: SessionSummary?
    /// Seconds spent on decoding and folding, and on laying samples down.
    private var foldSeconds: Double = 0
    private var samples: UInt64 = 0
    private var sampleSeconds: Double = 0
    private var hasTold = false

    init(_ options: BotOptions, shared: SharedState, whenDone: @escaping () -> Void) {
        self.options = options
        self.shared = shared
        self.whenDone = whenDone
        decoder = StreamDecoder(limits: options.decodeLimits)
        let resumed = options.keeping?.resumed
        life = BotLife(
            grace: options.grace, duration: options.duration, began: Clock.monotonic, isResumed: resumed != nil)
        session = resumed?.session ?? RoomSession(limits: options.sessionLimits, room: RoomInfo(name: options.room))
        log = options.keeping.map { SessionLog($0, note: options.note) }
    }

    func handle(_ event: FeedEvent, _ control: FeedControl) {
        let monotonic = Clock.monotonic
        switch event {
        case .connecting: break
        case .connected:
            control.send(utf8: encoder.encode(.subscribeStats(["*"])))
        case .text(let bytes):
            take(bytes, control)
            foldSeconds += Clock.monotonic - monotonic
        case .binary:
            // The feed has no binary messages.
            refused.count(DecodeFailure(.notAMessage))
        case .tick:
            if shared.state.withLock({ $0.isInterrupted }) { life.interrupt() }
            life.tick(monotonic)
            if life.phase == .attached { session.tick(options.clock()) }
        case .disconnected(let failure, let retryIn):
            noteFailure(failure, retryIn: retryIn)
            life.lostConnection(at: monotonic)
        case .ended(let end):
            if case .failed(let failure, let advice) = end {
                self.failure = "\(failure); \(advice)"
                if life.wasInRoom { options.note("\(failure); \(advice)") }
                life.gaveUp()
            }
            finish(control)
            tellOutcome()
            return
        }
        if life.wasInRoom { log?.keep(session, at: monotonic) }
        publishLive(at: monotonic)
        if options.shownIn?.isSampleWanted == true { show(control, at: monotonic) }
        if life.end != nil, summary == nil {
            finish(control)
            // First the result: however long a goodbye takes, nothing can come between.
            tellOutcome()
            control.send(utf8: encoder.encode(.leave(.clientInitiated)))
            control.stop()
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer, _ control: FeedControl) {
        let message: FeedMessage
        do {
            message = try decoder.decode(bytes)
        } catch {
            refused.count(error)
            if refused.total <= 10 { options.note("a message of the feed was refused: \(error)") }
            return
        }
        switch message {
        case .join(let join) where join.room.name != options.room:
            failure =
                "the server attached the bot to room \(join.room.name), not to \(options.room): check the token's room"
            life.gaveUp()
            return
        case .join(let join) where isOfAnotherSession(join):
            options.note(
                "the room has another session now than the one that was gone on with: that one ends here; start the bot again"
                    + " for this one")
            life.foundAnotherSession()
            return
        case .join(let join):
            let isFirst = !life.wasInRoom
            life.joined()
            failedAttempts = 0
            control.setPings(
                interval: .seconds(join.pingInterval.clamped(1, 60)),
                timeout: .seconds(join.pingTimeout.clamped(2, 300)))
            let others = join.otherParticipants.count
            options.note(
                (isFirst ? "attached to " : "attached again to ") + join.room.name
                    + (others == 0 ? "; nobody is there yet" : "; participants: \(others)"))
        case .stats where life.phase != .attached:
            // Whatever became of the join: reports are proof enough of being there.
            life.joined()
        case .ping(let timestamp):
            control.send(
                utf8: encoder.encode(.pong(lastPingTimestamp: timestamp, timestamp: options.clock())))
        case .leave(let reason):
            life.left(reason)
            options.note("the server says goodbye: \(reason.rawValue)")
            if reason == .duplicateIdentity {
                options.note("another monitor came under the same identity: give each its own with --identity")
            }
        default: break
        }
        let now = options.clock()
        session.apply(message, at: now)
        log?.hear(message, at: now)
    }

    /// Whether the room tells, of the session that another run of the program began, that it is over: nobody's words may
    /// stand in somebody else's record.
    private func isOfAnotherSession(_ join: Join) -> Bool {
        guard let keeping = options.keeping, let resumed = keeping.resumed else { return false }
        // What options say stands before the metadata, here too.
        let told = keeping.recorder.options.ids.filled(from: SessionIDs(metadata: join.room.metadata))
        return told.contradict(resumed.ids, key: resumed.key)
    }

    private func noteFailure(_ failure: FeedFailure, retryIn: Duration?) {
        // Without another attempt this is the end, which is told by itself.
        guard life.end == nil, let retryIn else { return }
        failedAttempts += 1
        // The first ones, then every twentieth: a server that is down for hours fills no log.
        guard failedAttempts <= 5 || failedAttempts % 20 == 0 else { return }
        options.note("\(failure); trying again in \(decimal(retryIn / .seconds(1), 1)) s")
    }

    private func publishLive(at now: Double) {
        guard now >= nextLive else { return }
        nextLive = now + options.livePace
        let live = LiveSnapshot(session, phase: life.phase)
        shared.state.withLock { $0.live = live }
    }

    /// Lays the session down for whoever looks at the room. The copy is made when the session next changes, of what
    /// changes.
    private func show(_ control: FeedControl, at now: Double) {
        guard let room = options.shownIn else { return }
        var health = BotHealth(control.statistics, refused: refused, now: now)
        health.foldSeconds = foldSeconds
        health.samples = samples
        health.sampleSeconds = sampleSeconds
        room.publish(
            RoomSample(
                session: session, state: RoomState(life.phase), endReason: life.end?.rawValue, health: health,
                takenAt: now))
        samples += 1
        sampleSeconds += Clock.monotonic - now
    }

    private func finish(_ control: FeedControl) {
        guard summary == nil, let end = life.end ?? (life.wasInRoom ? .interrupted : nil) else { return }
        var summary = SessionSummary(session: session, end: end, subject: options.subject)
        summary.refused = refused
        summary.reconnects = control.statistics.reconnects
        summary.lastCheckpoint = log?.checkpoint(of: session)
        self.summary = summary
        show(control, at: Clock.monotonic)
    }

    private func tellOutcome() {
        guard !hasTold else { return }
        hasTold = true
        shared.state.withLock { $0.outcome = outcome }
        whenDone()
    }

    private var outcome: Bot.Outcome {
        if let summary, life.wasInRoom { return .attached(summary) }
        if let failure { return .refused(failure) }
        return .neverAttached(
            summary ?? SessionSummary(session: session, end: .interrupted, subject: options.subject))
    }
}

extension Double {
    fileprivate func clamped(_ low: Double, _ high: Double) -> Double {
        isNaN ? low : Swift.min(Swift.max(self, low), high)
    }
}
