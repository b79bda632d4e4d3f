import NIOCore
import RoomAccess
import Vitals
import VitalsJSON

/// All rooms and their connections: feeds events to rooms and carries out what follows. Confined to one event loop, so
/// that every monitor of a room sees the same order of events.
final class RelayHub: WebSocketService {
    private let limits: RelayLimits
    private let counters: RelayCounters
    private let decoder: FeedDecoder
    private let eventLoop: any EventLoop

    private var rooms: [String: RelayRoom] = [:]
    private var alarms: [String: (due: Duration, task: Scheduled<Void>)] = [:]
    private var connections: [ConnectionID: WebSocketConnection] = [:]
    private var lastConnection: UInt64 = 0
    private var isShuttingDown = false

    /// Effects wait here, so that what follows from carrying out one of them comes after the others.
    private var pending = CircularBuffer<(room: String, effect: RoomEffect)>()
    private var isCarryingOut = false

    init(limits: RelayLimits, counters: RelayCounters, eventLoop: any EventLoop) {
        self.limits = limits
        self.counters = counters
        self.eventLoop = eventLoop
        decoder = FeedDecoder(limits: DecodeLimits(messageBytes: limits.maxMessageBytes))
    }

    func makeConnectionID() -> ConnectionID {
        lastConnection += 1
        return ConnectionID(number: lastConnection)
    }

    /// Whether there is room for one more, asked before the upgrade.
    func checkCapacity(_ admission: Admission) throws(HandshakeRefusal) {
        guard !isShuttingDown else { throw .shuttingDown }
        guard let room = rooms[admission.room] else {
            guard rooms.count < limits.maxRooms else { throw .tooManyRooms }
            return
        }
        do {
            try room.checkJoin(admission)
        } catch {
            switch error {
            case .tooManyParticipants: throw .tooManyParticipants
            case .tooManyMonitors: throw .tooManyMonitors
            }
        }
    }

    // MARK: - WebSocketService

    func opened(_ connection: WebSocketConnection) {
        guard let admission = connection.admission else { return }
        do {
            try checkCapacity(admission)
        } catch {
            // The last place went between the handshake's answer and now.
            return connection.close(isShuttingDown ? .goingAway : .tryAgainLater, error.message)
        }
        connections[connection.id] = connection
        counters.update {
            $0.webSockets += 1
            $0.joins += 1
        }
        openRoom(admission.room, metadata: admission.roomMetadata ?? "")
        let sid = SidGenerator.sid(SidGenerator.participant)
        let resumeId = SidGenerator.sid(SidGenerator.resume)
        change(admission.room) { room, now in
            (try? room.join(connection.id, admission, sid: sid, resumeId: resumeId, now: now)) ?? []
        }
    }

    func received(_ message: WebSocketMessage, on connection: WebSocketConnection) {
        counters.update { $0.bytesReceived += UInt64(message.payload.readableBytes) }
        guard let name = connection.admission?.room, connections[connection.id] != nil else { return }
        if looksLikeStats(message.payload), relayStats(message.payload, from: connection, in: name) { return }
        let decoded = Result { () throws(DecodeFailure) in try decode(message.payload) }
        switch decoded {
        case .failure(let failure):
            count("unreadable")
            connection.refuse(failure.reason.name)
        case .success(.stats):
            _ = relayStats(message.payload, from: connection, in: name)
        case .success(.ping(let timestamp)):
            count("pingReq")
            connection.send(FeedWriter.message(.pong(lastPingTimestamp: timestamp, timestamp: WallClock.milliseconds)))
        case .success(let decodedMessage):
            count(decodedMessage.wireName)
            guard message.payload.readableBytes <= limits.maxOtherMessageBytes else {
                return connection.refuse(MessageRefusal.tooMuch.rawValue)
            }
            change(name, by: connection) { (room, now) throws(MessageRefusal) in
                try room.receive(decodedMessage, from: connection.id, now: now)
            }
        }
    }

    func closed(_ connection: WebSocketConnection) {
        guard connections.removeValue(forKey: connection.id) != nil else { return }
        counters.update { $0.webSockets -= 1 }
        if let name = connection.admission?.room {
            change(name) { room, now in room.left(connection.id, isFarewell: false, now: now) }
        }
    }

    // MARK: - Commands

    /// Opens a room before anybody is in it, or gives an open one other metadata.
    ///
    /// - Returns: `false` where there are as many rooms as there may be, or the name or the metadata is too long.
    func reserveRoom(_ name: String, metadata: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= limits.maxRoomNameBytes, metadata.utf8.count <= limits.maxMetadataBytes
        else { return false }
        if rooms[name] != nil {
            change(name) { room, _ in room.setMetadata(metadata) }
            return true
        }
        guard rooms.count < limits.maxRooms else { return false }
        openRoom(name, metadata: metadata, isReserved: true)
        return true
    }

    /// Ends a room. `false`: there is none of that name.
    func deleteRoom(_ name: String) -> Bool {
        guard rooms[name] != nil else { return false }
        change(name) { room, _ in room.end(.roomDeleted) }
        return true
    }

    /// Tells everybody that the relay goes away; nobody is let in any more.
    func shutdown() {
        isShuttingDown = true
        let farewell = FeedWriter.message(.leave(.serverShutdown))
        for connection in connections.values {
            connection.send(farewell)
            connection.finish(.goingAway, "the relay is shutting down")
        }
    }

    // MARK: - Within

    /// Most messages are stats, as every client writes them: those need not be decoded to be recognised.
    private func looksLikeStats(_ payload: ByteBuffer) -> Bool {
        payload.readableBytesView.starts(with: #"{"stats":"#.utf8)
    }

    private func decode(_ payload: ByteBuffer) throws(DecodeFailure) -> FeedMessage {
        let result = payload.withUnsafeReadableBytes { bytes in
            Result { () throws(DecodeFailure) in try decoder.decode(bytes) }
        }
        return try result.get()
    }

    private func count(_ name: String) {
        counters.update { $0.messagesReceived[name, default: 0] += 1 }
    }

    /// Passes a stats message on. `false`: it is no stats message after all, and nothing has been done.
    private func relayStats(_ payload: ByteBuffer, from connection: WebSocketConnection, in name: String) -> Bool {
        guard let room = rooms[name] else { return true }
        let route: StatsRoute
        do {
            route = try room.statsRoute(from: connection.id)
        } catch {
            count("stats")
            connection.refuse(error.rawValue)
            return true
        }
        let relayed = payload.withUnsafeReadableBytes { bytes in
            Result { () throws(DecodeFailure) in
                try decoder.relayedStats(bytes, identity: route.identity, sid: route.sid)
            }
        }
        switch relayed {
        case .failure(let failure) where failure.reason == .notAMessage:
            return false
        case .failure(let failure):
            count("unreadable")
            connection.refuse(failure.reason.name)
        case .success(let bytes):
            count("stats")
            let message = OutboundMessage(payload: ByteBuffer(bytes: bytes), name: "stats")
            for receiver in route.receivers { connections[receiver]?.send(message, isStats: true) }
        }
        return true
    }

    private func openRoom(_ name: String, metadata: String, isReserved: Bool = false) {
        guard rooms[name] == nil else { return }
        let info = RoomInfo(sid: SidGenerator.sid(SidGenerator.room), name: name, metadata: metadata)
        rooms[name] = RelayRoom(info: info, limits: limits, isReserved: isReserved)
        counters.update { $0.rooms += 1 }
    }

    private func change(
        _ name: String, by connection: WebSocketConnection? = nil,
        _ event: (inout RelayRoom, Duration) throws(MessageRefusal) -> [RoomEffect]
    ) {
        guard let index = rooms.index(forKey: name) else { return }
        let (participants, monitors) = (rooms.values[index].participantCount, rooms.values[index].monitorCount)
        do throws(MessageRefusal) {
            // In its place in the dictionary: a copy of a room with a thousand members is not cheap.
            let effects = try event(&rooms.values[index], MonotonicClock.now)
            pending.append(contentsOf: effects.map { (name, $0) })
        } catch {
            connection?.refuse(error.rawValue)
        }
        let newParticipants = rooms.values[index].participantCount
        let newMonitors = rooms.values[index].monitorCount
        counters.update {
            $0.participants += newParticipants - participants
            $0.monitors += newMonitors - monitors
        }
        setAlarm(name)
        carryOut()
    }

    private func carryOut() {
        guard !isCarryingOut else { return }
        isCarryingOut = true
        defer { isCarryingOut = false }
        while let (name, effect) = pending.popFirst() {
            switch effect {
            case .send(let message, let receivers):
                let outbound = FeedWriter.message(message)
                for receiver in receivers { connections[receiver]?.send(outbound) }
            case .dismiss(let member, let reason):
                connections[member]?.send(FeedWriter.message(.leave(reason)))
                connections[member]?.finish(.normal, reason.rawValue)
            case .ended:
                guard rooms.removeValue(forKey: name) != nil else { continue }
                alarms.removeValue(forKey: name)?.task.cancel()
                counters.update {
                    $0.rooms -= 1
                    $0.roomsEnded += 1
                }
            }
        }
    }

    /// Wakes the room when it next has something to do.
    private func setAlarm(_ name: String) {
        let due = rooms[name]?.nextDeadline
        if alarms[name]?.due == due { return }
        alarms.removeValue(forKey: name)?.task.cancel()
        guard let due else { return }
        let loopBound = NIOLoopBound(self, eventLoop: eventLoop)
        let task = eventLoop.scheduleTask(in: TimeAmount(max(.zero, due - MonotonicClock.now))) {
            let hub = loopBound.value
            hub.alarms[name] = nil
            hub.change(name) { room, now in room.advance(to: now) }
        }
        alarms[name] = (due, task)
    }
}

@available(*, unavailable)
extension RelayHub: Sendable {}
