import Vitals

/// The last minutes of a room, and of its participants, point by point.
///
/// A ring of fixed size: all points of one moment share a slot, and lanes of participants hold only numbers.
package struct RoomHistory: Sendable {
    /// What a participant's point holds, in this order.
    package static let participantKeys = [
        "video_kbps", "frames_per_second", "packet_loss_percentage", "round_trip_time_ms",
    ]
    /// What the room's point holds, in this order.
    package static let roomKeys = [
        "video_kbps", "worst_packet_loss_percentage", "round_trip_time_ms", "worst_round_trip_time_ms",
    ]

    private struct Lane: Sendable {
        var identity: ExactText
        /// Numbers of its first point and of the last one at which it was in the room.
        var first: UInt64
        var last: UInt64
        /// Values by slot; not a number where nothing was measured.
        var values: [SIMD4<Float>]
    }

    private let limits: RoomLimits
    private var times: [Double] = []
    private var snapshots: [UInt64] = []
    private var room: [SIMD4<Float>] = []
    private var lanes: [Lane] = []
    private var places: [ExactText: Int] = [:]
    /// Points so far, those that were overwritten with them.
    private(set) var count: UInt64 = 0
    /// Participants of the newest point who have no history, for want of room.
    package private(set) var leftOut = 0

    init(limits: RoomLimits) {
        self.limits = limits
    }

    private var capacity: Int { max(1, limits.historyPoints) }
    private var oldest: UInt64 { count > UInt64(capacity) ? count - UInt64(capacity) : 0 }
    private func slot(_ number: UInt64) -> Int { Int(number % UInt64(capacity)) }

    /// Participants who have a lane.
    var laneCount: Int { lanes.count }

    /// Adds a point, unless the last one is too near.
    ///
    /// - Parameter clock: ms on the session's clock.
    /// - Returns: the point, `nil` where none was added.
    mutating func add(_ view: RoomView, at clock: Double) -> RoomPoint? {
        if count > 0, clock - times[slot(count - 1)] < limits.historyDistance { return nil }
        let values = SIMD4(
            view.latest.videoKbps, view.latest.lossPercentage, view.latest.roundTripTime,
            view.latest.worstRoundTripTime)
        let place = slot(count)
        if place == times.count {
            times.append(clock)
            snapshots.append(view.snapshot)
            room.append(values)
        } else {
            times[place] = clock
            snapshots[place] = view.snapshot
            room[place] = values
        }
        addParticipants(view, slot: place)
        count += 1
        return RoomPoint(time: clock, values: values)
    }

    private mutating func addParticipants(_ view: RoomView, slot place: Int) {
        for lane in lanes.indices { lanes[lane].values.put(.unmeasured, at: place) }
        var newcomers: [ParticipantView] = []
        for participant in view.participants where participant.isPresent {
            guard let lane = places[ExactText(participant.identity)] else {
                newcomers.append(participant)
                continue
            }
            lanes[lane].values.put(SIMD4(participant.latest), at: place)
            lanes[lane].last = count
        }
        leftOut = 0
        guard !newcomers.isEmpty else { return }
        // Whoever left first comes last here, and goes first.
        var departed = lanes.indices.filter { lanes[$0].last < count }.sorted { lanes[$0].last > lanes[$1].last }
        for participant in newcomers {
            guard lanes.count < limits.historyParticipants || !departed.isEmpty else {
                leftOut += 1
                continue
            }
            var lane = Lane(identity: ExactText(participant.identity), first: count, last: count, values: [])
            lane.values = Array(repeating: .unmeasured, count: times.count)
            lane.values.put(SIMD4(participant.latest), at: place)
            if lanes.count < limits.historyParticipants {
                places[lane.identity] = lanes.count
                lanes.append(lane)
            } else if let gone = departed.popLast() {
                places[lanes[gone].identity] = nil
                places[lane.identity] = gone
                lanes[gone] = lane
            }
        }
    }

    /// The room's points that a reader of the snapshot `known` has not seen; all of them where there is none such.
    ///
    /// - Parameter last: number of the snapshot whose point is the newest that counts.
    package func roomSeries(after known: UInt64? = nil, through last: UInt64 = .max) -> HistorySeries {
        var (first, end) = (oldest, count)
        while first < end, snapshots[slot(end - 1)] > last { end -= 1 }
        // A reader who knows a snapshot from before the oldest point would have a hole: it gets all.
        if let known, count > 0, known >= snapshots[slot(oldest)] {
            while first < end, snapshots[slot(first)] <= known { first += 1 }
        }
        return HistorySeries(
            keys: Self.roomKeys, times: (first..<end).map { times[slot($0)] },
            values: (first..<end).map { room[slot($0)] })
    }

    /// `nil` for a participant without a history.
    package func series(of identity: String) -> HistorySeries? {
        guard let place = places[ExactText(identity)] else { return nil }
        let numbers = max(oldest, lanes[place].first)..<count
        return HistorySeries(
            keys: Self.participantKeys, times: numbers.map { times[slot($0)] },
            values: numbers.map { lanes[place].values[slot($0)] })
    }
}

/// A stretch of history, oldest first.
package struct HistorySeries: Sendable, Equatable {
    /// Names of the values.
    package var keys: [String]
    /// ms since 1970 on the session's clock.
    package var times: [Double]
    /// As many as `times`, in the order of `keys`; not a number where nothing was measured.
    package var values: [SIMD4<Float>]

    /// A participant's before its first point.
    static let ofNewcomer = HistorySeries(keys: RoomHistory.participantKeys, times: [], values: [])
}

/// The room's newest point, as the events tell it.
package struct RoomPoint: Sendable, Equatable {
    /// ms since 1970 on the session's clock.
    package var time: Double
    /// As `RoomHistory.roomKeys`.
    package var values: SIMD4<Float>
}

extension SIMD4<Float> {
    fileprivate static let unmeasured = SIMD4(repeating: .nan)

    fileprivate init(_ values: Double?...) {
        self = .unmeasured
        for place in values.indices { if let value = values[place] { self[place] = Float(value) } }
    }

    fileprivate init(_ figures: LiveFigures) {
        self.init(figures.videoKbps, figures.framesPerSecond, figures.lossPercentage, figures.roundTripTime)
    }
}

extension [SIMD4<Float>] {
    /// Overwrites a slot of a ring, or adds the next one while the ring fills.
    fileprivate mutating func put(_ value: SIMD4<Float>, at slot: Int) {
        if slot < count { self[slot] = value } else { append(value) }
    }
}
