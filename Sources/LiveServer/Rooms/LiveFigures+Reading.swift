import Vitals

extension LiveFigures {
    /// A participant's, but for what its judge knows.
    init(_ participant: Participant) {
        let sentVideo = participant.latest(.video, .uplink)
        let sentAudio = participant.latest(.audio, .uplink)
        videoKbps = sentVideo.kbps
        audioKbps = sentAudio.kbps
        framesPerSecond = sentVideo.framesPerSecond
        roundTripTime = Self.greater(sentVideo.roundTripTime, sentAudio.roundTripTime)
        worstRoundTripTime = roundTripTime
        receivedVideoKbps = participant.latest(.video, .downlink).kbps
        receivedAudioKbps = participant.latest(.audio, .downlink).kbps
    }

    /// A participant's whose loss of late a judge has observed.
    func with(_ judge: borrowing ParticipantJudge) -> LiveFigures {
        var whole = self
        whole.lossPercentage = judge.recentLossSent
        whole.receivedLossPercentage = judge.recentLossReceived
        return whole
    }

    /// A room's, from those of its participants.
    init(ofRoom participants: some Sequence<LiveFigures>) {
        var roundTripTimes: [Double] = []
        for figures in participants {
            videoKbps = Self.sum(videoKbps, figures.videoKbps)
            audioKbps = Self.sum(audioKbps, figures.audioKbps)
            framesPerSecond = Self.lesser(framesPerSecond, figures.framesPerSecond)
            lossPercentage = Self.greater(lossPercentage, figures.lossPercentage)
            receivedVideoKbps = Self.sum(receivedVideoKbps, figures.receivedVideoKbps)
            receivedAudioKbps = Self.sum(receivedAudioKbps, figures.receivedAudioKbps)
            receivedLossPercentage = Self.greater(receivedLossPercentage, figures.receivedLossPercentage)
            if let time = figures.roundTripTime { roundTripTimes.append(time) }
        }
        roundTripTimes.sort()
        worstRoundTripTime = roundTripTimes.last
        // Of an even number the lower one of the two in the middle: a value that somebody has.
        roundTripTime = roundTripTimes.isEmpty ? nil : roundTripTimes[(roundTripTimes.count - 1) / 2]
    }

    private static func sum(_ left: Double?, _ right: Double?) -> Double? {
        guard let left, let right else { return left ?? right }
        return left + right
    }

    private static func greater(_ left: Double?, _ right: Double?) -> Double? {
        guard let left, let right else { return left ?? right }
        return max(left, right)
    }

    private static func lesser(_ left: Double?, _ right: Double?) -> Double? {
        guard let left, let right else { return left ?? right }
        return min(left, right)
    }
}
