package import Vitals

/// What goes on in a room at one moment, small enough to be made every second.
package struct LiveSnapshot: Sendable {
    /// Participants that are told one by one.
    package static let rowLimit = 12

    package struct Row: Sendable {
        package var identity: String
        package var isPresent: Bool
        package var sent: LatestReading
        package var received: LatestReading
        package var averageKbps: Double?
        package var averageFrameRate: Double?
        package var lossPercentage: Double?
        package var roundTripTime: Double?
        package var quality: ConnectionQuality?
        package var readings: UInt64
    }

    package var phase: BotLife.Phase
    /// Of the session's clock.
    package var seconds: Double
    package var rows: [Row]
    package var participantCount: Int
    package var reports: UInt64

    package init(_ session: RoomSession, phase: BotLife.Phase) {
        self.phase = phase
        seconds = session.seconds
        participantCount = session.participants.count
        reports = session.reports
        // Those who are there first, in the order of their coming.
        let present = Self.places(in: session, arePresent: true, limit: Self.rowLimit)
        let departed = Self.places(in: session, arePresent: false, limit: Self.rowLimit - present.count)
        rows = (present + departed).map { place in
            let participant = session.participants[place]
            let block = QualityBlock(participant.totals(at: session.end ?? 0))
            let sent = participant.latest(.video, .uplink)
            return Row(
                identity: participant.identity, isPresent: participant.isPresent, sent: sent,
                received: participant.latest(.video, .downlink), averageKbps: block.uplinkVideo.bitrate.mean,
                averageFrameRate: block.uplinkVideo.frameRate.mean, lossPercentage: block.loss.percentage,
                roundTripTime: sent.roundTripTime ?? block.roundTripTime.mean, quality: participant.qualityLevel,
                readings: block.totalReadings)
        }
    }

    private static func places(in session: RoomSession, arePresent: Bool, limit: Int) -> [Int] {
        var places: [Int] = []
        let participants = session.participants.span
        for place in participants.indices {
            guard places.count < limit else { break }
            if participants[place].isPresent == arePresent { places.append(place) }
        }
        return places
    }
}
