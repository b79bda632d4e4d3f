extension PublisherConnection {
    /// Appends the entries of a `getStats()` call at `now` µs, with Chromium's keys in Chromium's order.
    func appendEntries(at now: Int64, to text: inout StatsText) {
        text.raw(#"{"id":"COT01_111_minptime=10;useinbandfec=1","timestamp":"#)
        text.milliseconds(now)
        text.raw(
            #","type":"codec","channels":2,"clockRate":48000,"mimeType":"audio/opus","payloadType":111,"sdpFmtpLine":"minptime=10;useinbandfec=1","transportId":"T01"},{"id":"COT01_96","timestamp":"#
        )
        text.milliseconds(now)
        text.raw(
            #","type":"codec","clockRate":90000,"mimeType":"video/VP8","payloadType":96,"transportId":"T01"},"#)
        appendCandidatePair(at: now, to: &text)
        appendOutbound(audio, at: now, to: &text)
        for (index, video) in videos.enumerated() { appendOutbound(video, index: index, at: now, to: &text) }
        text.raw(#"{"id":"P","timestamp":"#)
        text.milliseconds(now)
        text.raw(#","type":"peer-connection","dataChannelsClosed":0,"dataChannelsOpened":0},"#)
        appendRemote(audio.reports, ssrc: audio.ssrc, isVideo: false, to: &text)
        for video in videos { appendRemote(video.reports, ssrc: video.ssrc, isVideo: true, to: &text) }
        appendSources(at: now, to: &text)
        text.raw(#"{"id":"T01","timestamp":"#)
        text.milliseconds(now)
        text.raw(#","type":"transport","bytesReceived":"#)
        text.number(packets / 12 * 84)
        text.raw(#","bytesSent":"#)
        text.number(transportBytes(at: now))
        text.raw(
            #","dtlsCipher":"TLS_AES_128_GCM_SHA256","dtlsRole":"server","dtlsState":"connected","iceRole":"controlling","iceState":"connected","packetsReceived":"#
        )
        text.number(packets / 12)
        text.raw(#","packetsSent":"#)
        text.number(packets)
        text.raw(
            #","selectedCandidatePairChanges":1,"selectedCandidatePairId":"CP1","srtpCipher":"SRTP_AES128_CM_HMAC_SHA1_80","tlsVersion":"FEFC"}"#
        )
    }

    private func appendCandidatePair(at now: Int64, to text: inout StatsText) {
        let checks = max(0, now - start) / 2_500_000 + 3
        text.raw(#"{"id":"CP1","timestamp":"#)
        text.milliseconds(now)
        text.raw(#","type":"candidate-pair","availableOutgoingBitrate":"#)
        text.number(Int(estimate * 1000))
        text.raw(#","bytesReceived":"#)
        text.number(packets / 12 * 84)
        text.raw(#","bytesSent":"#)
        text.number(transportBytes(at: now))
        text.raw(#","currentRoundTripTime":"#)
        text.decimal(roundTrip / 1000, places: 3)
        text.raw(
            #","localCandidateId":"I1","nominated":true,"priority":9115038255631187000,"remoteCandidateId":"I2","requestsSent":"#
        )
        text.number(checks)
        text.raw(#","responsesReceived":"#)
        text.number(checks)
        text.raw(#","state":"succeeded","totalRoundTripTime":"#)
        text.decimal(roundTrip * UInt64(checks), places: 6)
        text.raw(#","transportId":"T01","writable":true},"#)
    }

    private func appendOutbound(_ audio: SentAudio, at now: Int64, to text: inout StatsText) {
        text.raw(#"{"id":"OT01A"#)
        text.number(audio.ssrc)
        text.raw(#"","timestamp":"#)
        text.milliseconds(now)
        text.raw(
            #","type":"outbound-rtp","codecId":"COT01_111_minptime=10;useinbandfec=1","kind":"audio","mediaType":"audio","ssrc":"#
        )
        text.number(audio.ssrc)
        text.raw(#","transportId":"T01","bytesSent":"#)
        text.number(audio.bytes)
        text.raw(#","packetsSent":"#)
        text.number(audio.packets)
        text.raw(audio.isMuted ? #","active":false"# : #","active":true"#)
        text.raw(#","headerBytesSent":"#)
        text.number(audio.headerBytes)
        text.raw(#","mediaSourceId":"SA1","mid":"0","nackCount":0"#)
        if audio.reports.arrival > 0 {
            text.raw(#","remoteId":"RIA"#)
            text.number(audio.ssrc)
            text.raw(#"""#)
        }
        text.raw(
            #","retransmittedBytesSent":0,"retransmittedPacketsSent":0,"targetBitrate":32000,"totalPacketSendDelay":0},"#
        )
    }

    private func appendOutbound(_ video: SentVideo, index: Int, at now: Int64, to text: inout StatsText) {
        text.raw(#"{"id":"OT01V"#)
        text.number(video.ssrc)
        text.raw(#"","timestamp":"#)
        text.milliseconds(now)
        text.raw(
            #","type":"outbound-rtp","codecId":"COT01_96","kind":"video","mediaType":"video","ssrc":"#)
        text.number(video.ssrc)
        text.raw(#","transportId":"T01","bytesSent":"#)
        text.number(video.bytes)
        text.raw(#","packetsSent":"#)
        text.number(video.packets)
        text.raw(video.isActive ? #","active":true"# : #","active":false"#)
        text.raw(#","encoderImplementation":"libvpx","encodingIndex":"#)
        text.number(index)
        text.raw(#","firCount":0"#)
        let isEncoding = video.isActive && video.frames > 0
        if isEncoding {
            text.raw(#","frameHeight":"#)
            text.number(video.size.height)
            text.raw(#","frameWidth":"#)
            text.number(video.size.width)
        }
        text.raw(#","framesEncoded":"#)
        text.number(video.frames)
        if isEncoding {
            text.raw(#","framesPerSecond":"#)
            text.number(Int(video.framesPerSecond + 0.5))
        }
        text.raw(#","framesSent":"#)
        text.number(video.frames)
        text.raw(#","headerBytesSent":"#)
        text.number(video.headerBytes)
        text.raw(#","hugeFramesSent":0,"keyFramesEncoded":"#)
        text.number(video.keyFrames)
        text.raw(#","mediaSourceId":"SV2","mid":"1","nackCount":"#)
        text.number(video.retransmittedPackets)
        text.raw(#","pliCount":0,"qpSum":"#)
        text.number(video.frames * 29)
        text.raw(#","qualityLimitationDurations":{"bandwidth":"#)
        text.decimal(video.limitedByBandwidth / 1000, places: 3)
        text.raw(#","cpu":"#)
        text.decimal(video.limitedByCPU / 1000, places: 3)
        text.raw(#","none":"#)
        text.decimal(video.unlimited / 1000, places: 3)
        text.raw(#","other":0},"qualityLimitationReason":"#)
        text.raw(video.limitationName)
        if video.reports.arrival > 0 {
            text.raw(#","remoteId":"RIV"#)
            text.number(video.ssrc)
            text.raw(#"""#)
        }
        text.raw(#","retransmittedBytesSent":"#)
        text.number(video.retransmittedBytes)
        text.raw(#","retransmittedPacketsSent":"#)
        text.number(video.retransmittedPackets)
        if video.encoding.rid.utf8CodeUnitCount > 0 {
            text.raw(#","rid":""#)
            text.raw(video.encoding.rid)
            text.raw(#"""#)
        }
        text.raw(#","rtxSsrc":"#)
        text.number(video.retransmissionSSRC)
        text.raw(#","scalabilityMode":"L1T1","targetBitrate":"#)
        text.number(Int(video.bitrate * 1000))
        text.raw(#","totalEncodeTime":"#)
        text.decimal(video.frames * 27, places: 4)
        text.raw(#"},"#)
    }

    private func appendRemote(
        _ reports: ReceiverReports, ssrc: UInt32, isVideo: Bool, to text: inout StatsText
    ) {
        guard reports.arrival > 0 else { return }
        text.raw(isVideo ? #"{"id":"RIV"# : #"{"id":"RIA"#)
        text.number(ssrc)
        text.raw(#"","timestamp":"#)
        text.milliseconds(reports.arrival)
        text.raw(
            isVideo
                ? #","type":"remote-inbound-rtp","codecId":"COT01_96","kind":"video","mediaType":"video","ssrc":"#
                : #","type":"remote-inbound-rtp","codecId":"COT01_111_minptime=10;useinbandfec=1","kind":"audio","mediaType":"audio","ssrc":"#
        )
        text.number(ssrc)
        text.raw(#","transportId":"T01","jitter":"#)
        text.decimal(reports.jitter, places: 6)
        text.raw(#","packetsLost":"#)
        text.number(reports.lost)
        text.raw(#","fractionLost":"#)
        // 1/256 has eight decimals.
        text.decimal(reports.fractionLost * 390_625, places: 8)
        text.raw(isVideo ? #","localId":"OT01V"# : #","localId":"OT01A"#)
        text.number(ssrc)
        text.raw(#"","roundTripTime":"#)
        text.decimal(reports.roundTrip, places: 6)
        text.raw(#","roundTripTimeMeasurements":"#)
        text.number(reports.measurements)
        text.raw(#","totalRoundTripTime":"#)
        text.decimal(reports.totalRoundTrip, places: 6)
        text.raw(#"},"#)
    }

    private func appendSources(at now: Int64, to text: inout StatsText) {
        let elapsed = UInt64(max(0, now - start))
        text.raw(#"{"id":"SA1","timestamp":"#)
        text.milliseconds(now)
        text.raw(#","type":"media-source","kind":"audio","trackIdentifier":"microphone","audioLevel":"#)
        text.decimal(audio.isMuted ? 0 : elapsed / 1000 % 251 + 20, places: 3)
        text.raw(#","totalSamplesDuration":"#)
        text.decimal(elapsed / 10_000, places: 2)
        text.raw(#"},{"id":"SV2","timestamp":"#)
        text.milliseconds(now)
        text.raw(#","type":"media-source","kind":"video","trackIdentifier":"camera","frames":"#)
        text.number(elapsed * 3 / 100_000)
        text.raw(#","framesPerSecond":30,"height":"#)
        let largest = videos.last?.encoding
        text.number(largest?.height ?? 0)
        text.raw(#","width":"#)
        text.number(largest?.width ?? 0)
        text.raw(#"},"#)
    }
}

extension SentVideo {
    fileprivate var limitationName: StaticString {
        switch limitation {
        case .none: #""none""#
        case .bandwidth: #""bandwidth""#
        case .cpu: #""cpu""#
        }
    }
}
