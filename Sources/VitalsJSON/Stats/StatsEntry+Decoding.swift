package import Vitals

extension StatsEntry {
    /// Reads one object of an `RTCStatsReport`; `nil` for a type without a use here. What cannot be read is `.malformed` with
    /// the reason.
    ///
    /// Ranges of counters are not looked at: they are for those who know the counters' meaning.
    package init?(_ node: JSONNode, limits: DecodeLimits = DecodeLimits()) {
        guard node.kind == .object, let type = node["type"], type.kind == .string else {
            self = .malformed(.notAnEntry)
            return
        }
        var fields = EntryFields(node, limits: limits)
        let entry: StatsEntry
        if type.isString("outbound-rtp") {
            entry = .outboundRTP(OutboundRTP(&fields))
        } else if type.isString("inbound-rtp") {
            entry = .inboundRTP(InboundRTP(&fields))
        } else if type.isString("remote-inbound-rtp") {
            entry = .remoteInboundRTP(RemoteInboundRTP(&fields))
        } else if type.isString("transport") {
            entry = .transport(
                TransportStats(id: fields.id(), timestamp: fields.timestamp(), bytesSent: fields.number("bytesSent")))
        } else {
            return nil
        }
        self = fields.refusal.map(StatsEntry.malformed) ?? entry
    }
}

extension OutboundRTP {
    fileprivate init(_ fields: inout EntryFields) {
        self.init(header: fields.header(needsKind: true))
        bytesSent = fields.number("bytesSent")
        packetsSent = fields.number("packetsSent")
        retransmittedBytesSent = fields.number("retransmittedBytesSent")
        retransmittedPacketsSent = fields.number("retransmittedPacketsSent")
        active = fields.flag("active")
        mediaSourceId = fields.text("mediaSourceId")
        framesSent = fields.number("framesSent")
        framesPerSecond = fields.number("framesPerSecond")
        frameWidth = fields.number("frameWidth")
        frameHeight = fields.number("frameHeight")
        scalabilityMode = fields.text("scalabilityMode").flatMap { ScalabilityMode($0) }
        qualityLimitation = fields.qualityLimitation()
    }
}

extension InboundRTP {
    fileprivate init(_ fields: inout EntryFields) {
        self.init(header: fields.header(needsKind: true))
        bytesReceived = fields.number("bytesReceived")
        packetsReceived = fields.number("packetsReceived")
        packetsLost = fields.number("packetsLost")
        retransmittedBytesReceived = fields.number("retransmittedBytesReceived")
        retransmittedPacketsReceived = fields.number("retransmittedPacketsReceived")
        jitter = fields.number("jitter")
        framesDecoded = fields.number("framesDecoded")
        framesPerSecond = fields.number("framesPerSecond")
        frameWidth = fields.number("frameWidth")
        frameHeight = fields.number("frameHeight")
        freezeCount = fields.number("freezeCount")
        totalFreezesDuration = fields.number("totalFreezesDuration")
        pauseCount = fields.number("pauseCount")
        totalPausesDuration = fields.number("totalPausesDuration")
        concealedSamples = fields.number("concealedSamples")
        totalSamplesReceived = fields.number("totalSamplesReceived")
        trackIdentifier = fields.text("trackIdentifier")
    }
}

extension RemoteInboundRTP {
    /// Safari gives no kind: the entry is matched to its stream by ssrc.
    fileprivate init(_ fields: inout EntryFields) {
        self.init(header: fields.header(needsKind: false))
        packetsLost = fields.number("packetsLost")
        jitter = fields.number("jitter")
        roundTripTime = fields.number("roundTripTime")
        roundTripTimeMeasurements = fields.number("roundTripTimeMeasurements")
    }
}
