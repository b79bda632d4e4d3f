import LiveServer
import SessionRecords
import Synchronization
import Vitals
import VitalsJSON

/// The bot's work on the thread of its connection: what is said and reported in, the session's value out.
final class BotService {
    private let options: BotOptions
    private let shared: SharedState
    private let whenDone: () -> Void
    private var decoder: StreamDecoder
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
            grace: options.grace, duration: options.duration, patience: options.patience, began: Clock.monotonic,
            isResumed: resumed != nil)
        session = resumed?.session ?? RoomSession(limits: options.sessionLimits, room: RoomInfo(name: options.room))
        log = options.keeping.map { SessionLog($0, monitor: options.place.ownIdentity, note: options.note) }
    }

    /// What is done behind each event, whatever it was.
    func settle(_ link: some BotLink, at monotonic: Double) {
        if life.wasInRoom { log?.keep(session, at: monotonic) }
        publishLive(at: monotonic)
        if options.shownIn?.isSampleWanted == true { show(link, at: monotonic) }
        if life.end != nil, summary == nil {
            finish(link)
            // First the result: however long a goodbye takes, nothing can come between.
            tellOutcome()
            link.leave()
        }
    }

    func tick(at monotonic: Double) {
        let (isInterrupted, isRoomOver) = shared.state.withLock { ($0.isInterrupted, $0.isRoomOver) }
        if isInterrupted { life.interrupt() }
        if isRoomOver { life.left(.roomClosed) }
        life.tick(monotonic)
        if life.phase == .attached { session.tick(options.clock()) }
    }

    /// Lines of the transcript that the connection lost: the record says how many.
    func loseLines(_ count: UInt64) { log?.lose(Int(clamping: count)) }

    func say(_ line: String) { options.note(line) }

    /// The connection is away.
    func lose(at monotonic: Double) { life.lostConnection(at: monotonic) }

    /// It is there again, without a word about the room.
    func restore() { life.joined() }

    /// No more events come.
    ///
    /// - Parameters:
    ///   - reason: what only a person can mend; `nil` where the bot itself asked for the end.
    ///   - isRefusal: whether it is the server that will have no more of it.
    func end(_ reason: String?, _ link: some BotLink, isRefusal: Bool = true) {
        if let reason {
            failure = reason
            if life.wasInRoom { options.note(reason) }
            if isRefusal { life.gaveUp() } else { life.brokeDown() }
        }
        finish(link)
        tellOutcome()
    }

    /// A message that could not be read.
    func refuse(_ failure: DecodeFailure) {
        refused.count(failure)
        if refused.total <= Self.namedRefusals { options.note("a message of the feed was refused: \(failure)") }
    }

    private static let namedRefusals = 10

    func take(_ bytes: UnsafeRawBufferPointer, _ link: some BotLink) {
        let began = Clock.monotonic
        defer { foldSeconds += Clock.monotonic - began }
        do {
            let message = try decoder.decode(bytes)
            apply(message, link)
            decoder.reuse(message)
        } catch {
            refuse(error)
        }
    }

    func take(_ message: FeedMessage, _ link: some BotLink) {
        let began = Clock.monotonic
        defer { foldSeconds += Clock.monotonic - began }
        apply(message, link)
    }

    private func apply(_ message: FeedMessage, _ link: some BotLink) {
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
            link.setPings(
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
            link.answer(.pong(lastPingTimestamp: timestamp, timestamp: options.clock()))
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

    func noteFailure(_ failure: String, retryIn: Duration?) {
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
    private func show(_ link: some BotLink, at now: Double) {
        guard let room = options.shownIn else { return }
        var health = link.health(refused: refused, now: now)
        health.foldSeconds = foldSeconds
        health.samples = samples
        health.sampleSeconds = sampleSeconds
        room.publish(
            RoomSample(
                session: session, state: RoomState(life.phase), endReason: life.end?.rawValue, health: health,
                monitor: options.place.ownIdentity, takenAt: now))
        samples += 1
        sampleSeconds += Clock.monotonic - now
    }

    private func finish(_ link: some BotLink) {
        guard summary == nil, let end = life.end ?? (life.wasInRoom ? .interrupted : nil) else { return }
        var summary = SessionSummary(session: session, end: end, subject: options.subject)
        summary.refusedMessages = link.health(refused: refused, now: Clock.monotonic).refusedMessages
        summary.reconnects = link.reconnects
        summary.lastCheckpoint = log?.checkpoint(of: session)
        self.summary = summary
        show(link, at: Clock.monotonic)
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
