package import Vitals

/// One track of a participant at one moment: plain numbers, so that a view holds on to nothing of the session.
package struct TrackView: Sendable, Equatable {
    package var peerConnection: String
    package var direction: Direction
    package var kind: MediaKind
    package var mid: String
    /// Empty where not known.
    package var identifier: String
    package var isMuted: Bool
    package var liveStreams: Int
    package var now: Now
    package var average: Average

    /// The newest reading; all `nil` where it is not of now.
    package struct Now: Sendable, Equatable {
        package var kbps: Double?
        package var framesPerSecond: Double?
        /// Pixels.
        package var width: UInt32?
        package var height: UInt32?
        /// ms.
        package var roundTripTime: Double?
    }

    /// Of all its readings.
    package struct Average: Sendable, Equatable {
        package var kbps: Double?
        package var framesPerSecond: Double?
        package var lossPercentage: Double?
        /// ms.
        package var jitter: Double?
        /// ms.
        package var roundTripTime: Double?
        package var readings: UInt64
    }

    /// - Parameter isFresh: whether the participant's newest reading is of now.
    init(_ track: TrackSummary, isFresh: Bool) {
        peerConnection = track.peerConnection
        direction = track.direction
        kind = track.kind
        mid = track.mid
        identifier = track.identifier
        isMuted = track.isMuted
        liveStreams = track.liveStreams
        now = Now()
        if isFresh, !track.isMuted, track.liveStreams > 0 {
            now.kbps = track.latest?.kbps
            now.framesPerSecond = track.latest?.framesPerSecond
            now.width = track.latest?.size?.width
            now.height = track.latest?.size?.height
            now.roundTripTime = track.latestRoundTripTime
        }
        average = Average(
            kbps: track.aggregates.bitrate.mean, framesPerSecond: track.aggregates.frameRate.mean,
            lossPercentage: track.aggregates.loss.percentage, jitter: track.aggregates.jitter.mean,
            roundTripTime: track.aggregates.roundTripTime.mean, readings: track.aggregates.readings)
    }
}
