package import Vitals

/// A room at one moment, worked out once and read by everybody who asks: JSON, events, Prometheus.
package struct RoomView: Sendable {
    package var name: String
    package var sid: String?
    package var state: RoomState
    package var endReason: String?
    /// Number of this snapshot within the run, from 1.
    package var snapshot: UInt64
    /// ms since 1970 on the session's clock; `nil` before the first message.
    package var start: Double?
    /// The session's clock at this moment, ms since 1970.
    package var now: Double?
    package var seconds: Double
    /// The room's newest readings.
    package var latest: LiveFigures
    /// Of the whole room, those who left and `others` with it.
    package var totals: Totals
    package var block: QualityBlock
    package var verdict: Verdict
    /// Those in the room first, of them the worst; then those who left.
    package var participants: [ParticipantView]
    /// Participants in the room now, and all that are told; the monitor is none.
    package var presentCount: Int
    package var knownCount: Int
    /// Participants that had to make room for newer ones.
    package var othersCount: UInt64
    package var reports: UInt64
    package var reportsRefused: UInt64
    package var unknownMessages: UInt64
    package var statsDropped: UInt64
    package var freshness: Freshness
    package var health: BotHealth
    /// `nil` where no record is kept.
    package var save: SaveReport?

    /// Whether nothing will be said after it.
    package var isLast: Bool { state == .ended && (save?.isFinal ?? true) }

    /// By the exact bytes of the identity.
    package func participant(_ identity: String) -> ParticipantView? {
        participants.first { $0.identity.utf8.elementsEqual(identity.utf8) }
    }

    /// Whether the numbers are of now.
    package struct Freshness: Sendable, Equatable {
        /// Seconds since the newest report of anybody present, at the moment of the snapshot; `nil` where none came.
        package var newestReportAge: Double?
        /// Seconds that usually lie between two reports of one participant; `nil` until two have come.
        package var usualInterval: Double?

        package init(newestReportAge: Double? = nil, usualInterval: Double? = nil) {
            self.newestReportAge = newestReportAge
            self.usualInterval = usualInterval
        }
    }
}

/// Newest readings of a participant, or of a room: sums of rates, worst of the rest. `nil` where nothing was measured.
package struct LiveFigures: Sendable, Equatable {
    /// kbps, uplink video of all tracks.
    package var videoKbps: Double?
    /// kbps, uplink audio of all tracks.
    package var audioKbps: Double?
    /// Frames a second, uplink video: the fastest track of a participant; the slowest participant of a room.
    package var framesPerSecond: Double?
    /// Percent, uplink video and audio, of the last 30 s; the worst participant of a room.
    package var lossPercentage: Double?
    /// ms, the newest; the median participant of a room.
    package var roundTripTime: Double?
    /// ms, the worst participant of a room; the same as `roundTripTime` for a participant.
    package var worstRoundTripTime: Double?
    /// kbps, downlink video of all tracks.
    package var receivedVideoKbps: Double?
    /// kbps, downlink audio of all tracks.
    package var receivedAudioKbps: Double?
    /// Percent, downlink video and audio, of the last 30 s; the worst participant of a room.
    package var receivedLossPercentage: Double?

    package init() {}
}
