import Dispatch
import RoomFeed
import SwiftProtobuf
import Vitals
import VitalsJSON

/// The work of a connection on its thread: the engine's events in, messages about the room out.
final class LiveKitService {
    /// Seconds for one attempt to connect, within the engine and as waited for here.
    private static let connectTimeout: Double = 15
    private static let connectPatience: Double = 25
    private static let closePatience: Double = 5

    /// How an attempt ended.
    enum End: Equatable {
        /// Another may do better.
        case lost(String)
        case final(String)
        /// The engine has broken down.
        case broken(String)
        case stopped
    }

    let configuration: LiveKitConfiguration
    let connection: LiveKitConnection
    let engine: any RoomEngine
    let emit: (LiveKitEvent) -> Void
    var roster: RoomRoster
    var streams = TextStreams()
    private var toldTextLeftOut: UInt64 = 0
    /// Why the room could not be asked for, as it was told last.
    var toldNoAnswer: String?
    var decoder: StreamDecoder
    var round: DownlinkRound?
    var nextRound: Double = 0
    var isInterrupted = false
    private var room: EngineHandle?
    /// What the engine keeps for as long as these live.
    var people: [String: EngineHandle] = [:]
    var publications: [String: EngineHandle] = [:]
    /// Of tracks that the bot is subscribed to, by their sids.
    var tracks: [String: EngineHandle] = [:]
    private var backoff = Backoff()
    var random = SystemRandomNumberGenerator()

    init(
        _ configuration: LiveKitConfiguration, _ connection: LiveKitConnection, _ engine: any RoomEngine,
        emit: @escaping (LiveKitEvent) -> Void
    ) {
        self.configuration = configuration
        self.connection = connection
        self.engine = engine
        self.emit = emit
        roster = RoomRoster(ownIdentity: configuration.identity)
        decoder = StreamDecoder(limits: DecodeLimits(messageBytes: configuration.messageBytes))
    }

    /// Connects, again and again, until it is stopped or nothing more is to be hoped for.
    func run() {
        defer { engine.close(connection.inbox) }
        while !connection.isStopping {
            waitForRoom()
            guard !connection.isStopping else { break }
            connection.count { $0.attempts += 1 }
            let began = MonotonicTime.now
            let end = attempt()
            leave()
            switch end {
            case .stopped: break
            case .final(let reason): return emit(.ended(reason))
            case .broken(let reason): return emit(.broken(reason))
            case .lost(let reason) where !configuration.persists && connection.statistics.connects == 0:
                return emit(.broken(reason))
            case .lost(let reason):
                backoff.connectionEnded(after: .seconds(MonotonicTime.now - began))
                let pause = backoff.next(using: &random)
                emit(.disconnected(reason, retryIn: pause))
                pass(pause / .seconds(1))
            }
        }
        emit(.ended(nil))
    }

    private func attempt() -> End {
        guard let token = configuration.token() else { return .final("no access token could be made") }
        do throws(EngineFailure) {
            try engine.ask(connection.inbox) { id in
                .with {
                    $0.connect = .with {
                        $0.url = configuration.url
                        $0.token = token
                        $0.requestAsyncID = id
                        $0.options = .with {
                            $0.autoSubscribe = true
                            $0.adaptiveStream = false
                            $0.dynacast = false
                            $0.joinRetries = 0
                            $0.connectTimeoutMs = UInt64(Self.connectTimeout * 1000)
                        }
                    }
                }
            }
        } catch {
            return .final(error.description)
        }
        let deadline = MonotonicTime.now + Self.connectPatience
        while !connection.isStopping {
            for item in connection.inbox.take(timeout: .now() + configuration.tick) {
                if let end = take(item) { return end }
            }
            tick()
            if room == nil, MonotonicTime.now >= deadline {
                return .lost("the engine did not connect to \(configuration.url)")
            }
        }
        return .stopped
    }

    /// - Returns: how the attempt ended, where that is said.
    private func take(_ item: EngineItem) -> End? {
        connection.count { $0.lastEvent = MonotonicTime.now }
        switch item {
        case .connected(let callback, let handles, let handle):
            if case .error(let reason)? = callback.message {
                let hasConnected = connection.statistics.connects > 0
                return EngineRefusal.end(of: reason, at: configuration.url, hasConnected: hasConnected)
            }
            guard let handle else { return .lost("the engine connected to no room") }
            return enter(callback.result, handles, handle)
        case .data(let identity, let topic, let payload): take(payload, from: identity, topic: topic)
        case .stats(let id, let callback): take(id, callback)
        case .opened(let opened, let reader):
            guard streams.open(opened, reader) else { break }
            _ = try? engine.ask(nil) { _ in
                .with { $0.textReadIncremental = .with { $0.readerHandle = opened.reader.handle.id } }
            }
        case .read(let event):
            if let message = streams.read(event, at: WallTime.now) { emit(.message(message)) }
        case .event(let event, let handle): return take(event, handle)
        case .panic(let reason): return .broken("LiveKit's engine broke down: \(reason)")
        case .disconnected: break
        }
        return nil
    }

    private func enter(
        _ result: EngineConnectCallback.Result, _ handles: [UInt64: EngineHandle], _ handle: EngineHandle
    ) -> End? {
        room = handle
        for participant in result.participants {
            let owned = participant.participant
            people[owned.info.identity] = handles[owned.handle.id]
            for publication in participant.publications {
                publications[publication.info.sid] = handles[publication.handle.id]
            }
        }
        people[configuration.identity] = handles[result.localParticipant.handle.id]
        connection.count {
            $0.connects += 1
            if $0.connects > 1 { $0.reconnects += 1 }
        }
        isInterrupted = false
        nextRound = MonotonicTime.now + (configuration.statsInterval ?? .infinity)
        emit(.message(.join(roster.join(result))))
        do throws(EngineFailure) {
            // Until it hears this the engine keeps the room's events back.
            try engine.ask(nil) { _ in .with { $0.readyForRoomEvent = .with { $0.roomHandle = handle.id } } }
        } catch {
            return .lost(error.description)
        }
        return nil
    }

    private func tick() {
        let now = MonotonicTime.now
        for message in roster.tick(now) { emit(.message(message)) }
        if room != nil { askForStats(now) }
        let leftOut = roster.leftOut + streams.leftOut
        connection.count { $0.leftOut = leftOut }
        if streams.leftOut > toldTextLeftOut {
            emit(.textLeftOut(streams.leftOut - toldTextLeftOut))
            toldTextLeftOut = streams.leftOut
        }
        emit(.tick)
    }

    /// Nothing to do for a while but to keep time.
    func pass(_ seconds: Double) {
        let end = MonotonicTime.now + seconds
        while !connection.isStopping, MonotonicTime.now < end {
            _ = connection.inbox.take(timeout: .now() + min(configuration.tick, max(0.001, end - MonotonicTime.now)))
            emit(.tick)
        }
    }

    /// Says goodbye, where there is a room, and gives back all that the engine kept.
    private func leave() {
        if let room {
            let isAsked =
                (try? engine.ask(connection.inbox) { id in
                    .with {
                        $0.disconnect = .with {
                            $0.roomHandle = room.id
                            $0.requestAsyncID = id
                        }
                    }
                }) != nil
            let deadline = MonotonicTime.now + Self.closePatience
            var isDone = !isAsked
            while !isDone, MonotonicTime.now < deadline {
                isDone = connection.inbox.take(timeout: .now() + 0.1).contains {
                    if case .disconnected = $0 { true } else { false }
                }
            }
        }
        engine.close(connection.inbox)
        round = nil
        streams.removeAll()
        tracks = [:]
        publications = [:]
        people = [:]
        room = nil
    }
}
