import Vitals

/// One room: who is in it, who watches, and when it ends. No I/O and no clock; `now` is monotonic and starts anywhere.
struct RelayRoom: Sendable {
    /// Why nobody more is let in.
    enum JoinRefusal: Error, Sendable, Equatable {
        case tooManyParticipants, tooManyMonitors
    }

    struct Member: Sendable {
        var identity: String
        var rights: Admission.Rights
        /// Whose stats it wants; `nil` is everybody's.
        var wanted: Set<String>?
    }

    /// One that others see. It outlives its connection by the departure timeout.
    struct Participant: Sendable {
        var info: ParticipantInfo
        var resumeId: String
        var connection: ConnectionID?
        var quality: FeedMessage.QualityUpdate?
        var keepsRoomOpen: Bool
        var order: UInt64
    }

    private(set) var info: RoomInfo
    let limits: RelayLimits
    /// Opened by command: waits for its first participant although nobody is in it.
    private let isReserved: Bool

    var members: [ConnectionID: Member] = [:]
    private var connections: [String: ConnectionID] = [:]
    var participants: [String: Participant] = [:]
    private(set) var subscribers: Set<ConnectionID> = []
    private var departures: [String: Duration] = [:]
    private var joinCount: UInt64 = 0
    private var hadParticipants = false
    private var endsAt: Duration?

    init(info: RoomInfo, limits: RelayLimits, isReserved: Bool = false) {
        self.info = info
        self.limits = limits
        self.isReserved = isReserved
    }

    var participantCount: Int { participants.count }
    private(set) var monitorCount = 0
    /// When `advance` has something to do next.
    var nextDeadline: Duration? {
        [departures.values.min(), endsAt].compactMap { $0 }.min()
    }

    /// Whether one more fits in; replacing an own older connection always does.
    func checkJoin(_ admission: Admission) throws(JoinRefusal) {
        let isKnown = participants[admission.identity] != nil
        if admission.rights.contains(.visible) {
            guard isKnown || participants.count < limits.maxParticipantsPerRoom else { throw .tooManyParticipants }
        } else {
            let replacesMonitor = connections[admission.identity] != nil && !isKnown
            guard replacesMonitor || monitorCount < limits.maxMonitorsPerRoom else { throw .tooManyMonitors }
        }
    }

    /// Lets one in.
    ///
    /// An older connection of the same identity is dismissed. A participant that names its `resumeId` goes on under its
    /// `sid` unnoticed by others; without it, it is somebody new.
    ///
    /// - Parameters:
    ///   - sid: for a new participant, as `resumeId`.
    mutating func join(
        _ connection: ConnectionID, _ admission: Admission, sid: String, resumeId: String, now: Duration
    ) throws(JoinRefusal) -> [RoomEffect] {
        try checkJoin(admission)
        let identity = admission.identity
        var effects: [RoomEffect] = []
        if let older = connections[identity] {
            forget(older)
            effects.append(.dismiss(older, .duplicateIdentity))
        }
        var isNew = true
        if let present = participants[identity] {
            if admission.rights.contains(.visible), admission.resumeId == present.resumeId {
                isNew = false
            } else {
                let reason = present.connection == nil ? Self.connectionTimeout : LeaveReason.duplicateIdentity
                effects += depart(identity, reason, now: now)
            }
        }
        members[connection] = Member(identity: identity, rights: admission.rights, wanted: nil)
        connections[identity] = connection
        if !admission.rights.contains(.visible) { monitorCount += 1 }

        var own = ParticipantInfo(sid: sid, identity: identity, state: .active)
        own.isAgent = admission.rights.contains(.agent)
        if admission.rights.contains(.visible) {
            if isNew {
                joinCount += 1
                participants[identity] = Participant(
                    info: own, resumeId: resumeId, connection: nil, quality: nil,
                    keepsRoomOpen: admission.keepsRoomOpen, order: joinCount)
            }
            participants[identity]?.connection = connection
            departures[identity] = nil
            if admission.keepsRoomOpen {
                hadParticipants = true
                endsAt = nil
            }
        }
        let participant = participants[identity]
        own = participant?.info ?? own
        effects += welcome(connection, as: own, resumeId: participant?.resumeId ?? "", rights: admission.rights)
        if isNew, participant != nil {
            effects += broadcast(.update([own]), except: connection)
        }
        if admission.rights.contains(.subscribes) { subscribers.insert(connection) }
        return effects
    }

    /// A connection is gone.
    ///
    /// - Parameter isFarewell: its client said that it leaves; otherwise it may yet come back.
    mutating func left(_ connection: ConnectionID, isFarewell: Bool, now: Duration) -> [RoomEffect] {
        guard let member = forget(connection) else { return [] }
        var effects: [RoomEffect] = []
        if participants[member.identity]?.connection == connection {
            participants[member.identity]?.connection = nil
            if isFarewell || limits.departureTimeout <= .zero {
                let reason = isFarewell ? LeaveReason.clientInitiated : Self.connectionTimeout
                effects += depart(member.identity, reason, now: now)
            } else {
                departures[member.identity] = now + limits.departureTimeout
            }
        }
        return effects + endIfDeserted(now: now)
    }

    /// Does what is due by `now`.
    mutating func advance(to now: Duration) -> [RoomEffect] {
        var effects: [RoomEffect] = []
        for (identity, due) in departures.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) where due <= now {
            effects += depart(identity, Self.connectionTimeout, now: now)
        }
        return effects + endIfDeserted(now: now)
    }

    /// Ends the room: everybody is told `reason`.
    mutating func end(_ reason: LeaveReason) -> [RoomEffect] {
        let dismissals = members.keys.sorted().map { RoomEffect.dismiss($0, reason) }
        members = [:]
        monitorCount = 0
        connections = [:]
        participants = [:]
        subscribers = []
        departures = [:]
        return dismissals + [.ended]
    }

    /// Replaces the room's metadata and tells everybody.
    mutating func setMetadata(_ metadata: String) -> [RoomEffect] {
        info.metadata = metadata
        return [.send(.roomUpdate(info), to: members.keys.sorted())]
    }

    /// LiveKit's reason for one whose connection was lost and did not come back.
    static let connectionTimeout = LeaveReason(rawValue: "CONNECTION_TIMEOUT")

    // MARK: - Within

    @discardableResult
    private mutating func forget(_ connection: ConnectionID) -> Member? {
        guard let member = members.removeValue(forKey: connection) else { return nil }
        subscribers.remove(connection)
        if !member.rights.contains(.visible) { monitorCount -= 1 }
        if connections[member.identity] == connection { connections[member.identity] = nil }
        return member
    }

    private mutating func depart(_ identity: String, _ reason: LeaveReason, now: Duration) -> [RoomEffect] {
        departures[identity] = nil
        guard var info = participants.removeValue(forKey: identity)?.info else { return [] }
        info.state = .disconnected
        info.disconnectReason = reason.rawValue
        info.tracks = []
        if hadParticipants, endsAt == nil, !participants.values.contains(where: \.keepsRoomOpen) {
            endsAt = now + limits.emptyRoomTimeout
        }
        return broadcast(.update([info]))
    }

    private mutating func endIfDeserted(now: Duration) -> [RoomEffect] {
        if let endsAt, endsAt <= now { return end(.roomClosed) }
        // Nobody but monitors was ever here, and they are gone.
        if !hadParticipants, !isReserved, members.isEmpty, participants.isEmpty { return end(.roomClosed) }
        return []
    }

    private func welcome(
        _ connection: ConnectionID, as own: ParticipantInfo, resumeId: String, rights: Admission.Rights
    ) -> [RoomEffect] {
        var others: [ParticipantInfo] = []
        var levels: [FeedMessage.QualityUpdate] = []
        if rights.contains(.subscribes) {
            let present = participants.values.filter { $0.info.identity != own.identity }.sorted { $0.order < $1.order }
            others = present.map(\.info)
            levels = present.compactMap(\.quality)
        }
        var parts = Self.portions(of: others, limits: limits)[...]
        let join = Join(
            room: info, participant: own, otherParticipants: parts.popFirst() ?? [],
            pingInterval: limits.pingInterval / .seconds(1), pingTimeout: limits.pingTimeout / .seconds(1),
            resumeId: resumeId)
        var effects: [RoomEffect] = [.send(.join(join), to: [connection])]
        effects += parts.map { .send(.update($0), to: [connection]) }
        if !levels.isEmpty { effects.append(.send(.connectionQuality(levels), to: [connection])) }
        return effects
    }

    func broadcast(_ message: FeedMessage, except: ConnectionID? = nil) -> [RoomEffect] {
        let receivers = subscribers.filter { $0 != except }.sorted()
        return receivers.isEmpty ? [] : [.send(message, to: receivers)]
    }
}
