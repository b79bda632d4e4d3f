import Vitals

extension StatsEntry {
    /// The entry as `getStats()` would give it; `nil` where the model has not kept what it was.
    var wireValue: JSONValue? {
        switch self {
        case .outboundRTP(let entry): entry.wireValue
        case .inboundRTP(let entry): entry.wireValue
        case .remoteInboundRTP(let entry): entry.wireValue
        case .transport(let entry): entry.wireValue
        case .malformed: nil
        }
    }
}

extension StatsHeader {
    fileprivate func object(ofType type: String) -> WireObject {
        var object = WireObject()
        object.set("id", .string(id))
        object.set("timestamp", .number(timestamp))
        object.text("type", type)
        object.text("kind", kind?.statsName)
        object.measured("ssrc", ssrc.map(Double.init))
        object.set("mid", mid.map(JSONValue.string))
        object.set("rid", rid.map(JSONValue.string))
        object.set("transportId", transportId.map(JSONValue.string))
        return object
    }
}

extension OutboundRTP {
    fileprivate var wireValue: JSONValue {
        var object = header.object(ofType: "outbound-rtp")
        object.set("active", active.map(JSONValue.bool))
        object.measured("bytesSent", bytesSent)
        object.measured("packetsSent", packetsSent)
        object.measured("retransmittedBytesSent", retransmittedBytesSent)
        object.measured("retransmittedPacketsSent", retransmittedPacketsSent)
        object.measured("framesSent", framesSent)
        object.measured("framesPerSecond", framesPerSecond)
        object.measured("frameWidth", frameWidth)
        object.measured("frameHeight", frameHeight)
        // Of the mode, the model keeps only the number of spatial layers.
        object.text("scalabilityMode", scalabilityMode.map { "L\($0.spatialLayers)T1" })
        object.set("qualityLimitationDurations", qualityLimitation?.wireValue)
        object.set("mediaSourceId", mediaSourceId.map(JSONValue.string))
        return object.value
    }
}

extension QualityLimitation {
    fileprivate var wireValue: JSONValue {
        ["bandwidth": .number(bandwidth), "cpu": .number(cpu), "other": .number(other)]
    }
}

extension InboundRTP {
    fileprivate var wireValue: JSONValue {
        var object = header.object(ofType: "inbound-rtp")
        object.measured("bytesReceived", bytesReceived)
        object.measured("packetsReceived", packetsReceived)
        object.measured("packetsLost", packetsLost)
        object.measured("retransmittedBytesReceived", retransmittedBytesReceived)
        object.measured("retransmittedPacketsReceived", retransmittedPacketsReceived)
        object.measured("jitter", jitter)
        object.measured("framesDecoded", framesDecoded)
        object.measured("framesPerSecond", framesPerSecond)
        object.measured("frameWidth", frameWidth)
        object.measured("frameHeight", frameHeight)
        object.measured("freezeCount", freezeCount)
        object.measured("totalFreezesDuration", totalFreezesDuration)
        object.measured("pauseCount", pauseCount)
        object.measured("totalPausesDuration", totalPausesDuration)
        object.measured("concealedSamples", concealedSamples)
        object.measured("totalSamplesReceived", totalSamplesReceived)
        object.set("trackIdentifier", trackIdentifier.map(JSONValue.string))
        return object.value
    }
}

extension RemoteInboundRTP {
    fileprivate var wireValue: JSONValue {
        var object = header.object(ofType: "remote-inbound-rtp")
        object.measured("packetsLost", packetsLost)
        object.measured("jitter", jitter)
        object.measured("roundTripTime", roundTripTime)
        object.measured("roundTripTimeMeasurements", roundTripTimeMeasurements)
        return object.value
    }
}

extension TransportStats {
    fileprivate var wireValue: JSONValue {
        var object = WireObject()
        object.set("id", .string(id))
        object.set("timestamp", .number(timestamp))
        object.text("type", "transport")
        object.measured("bytesSent", bytesSent)
        return object.value
    }
}
