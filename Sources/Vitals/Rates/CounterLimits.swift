/// Which numbers are believed to be counters and times.
enum CounterLimits {
    /// 2^53: beyond it a JSON number no longer counts by ones, and no call gets there.
    static let largestCounter: Double = 9_007_199_254_740_992
    /// The year 2286 in ms: a `timestamp` beyond it is not a time.
    static let largestTimestamp: Double = 1e13

    @inline(__always)
    static func believes(counter: Double?) -> Bool {
        guard let counter else { return true }
        // Of numbers that are not negative the bits are in the same order; what is no number is beyond all of them.
        return counter.bitPattern <= largestCounter.bitPattern || counter == 0
    }

    /// `packetsLost` may be negative.
    @inline(__always)
    static func believes(signedCounter: Double?) -> Bool {
        believes(counter: signedCounter.map(abs))
    }

    /// Seconds: a round trip or a jitter of more than an hour is a fault of the clock that measured it.
    @inline(__always)
    static func believes(delay: Double?) -> Bool {
        guard let delay else { return true }
        return delay >= 0 && delay <= 3600
    }

    @inline(__always)
    static func believes(timestamp: Double) -> Bool {
        timestamp > 0 && timestamp <= largestTimestamp
    }
}

extension OutboundRTP {
    @inline(__always)
    var isBelievable: Bool {
        CounterLimits.believes(timestamp: header.timestamp)
            && CounterLimits.believes(counter: bytesSent) && CounterLimits.believes(counter: packetsSent)
            && CounterLimits.believes(counter: framesSent)
            && CounterLimits.believes(counter: retransmittedBytesSent)
            && CounterLimits.believes(counter: retransmittedPacketsSent)
            && CounterLimits.believes(counter: framesPerSecond)
            && CounterLimits.believes(counter: frameWidth) && CounterLimits.believes(counter: frameHeight)
            && CounterLimits.believes(counter: qualityLimitation?.bandwidth)
            && CounterLimits.believes(counter: qualityLimitation?.cpu)
            && CounterLimits.believes(counter: qualityLimitation?.other)
    }
}

extension InboundRTP {
    @inline(__always)
    var isBelievable: Bool {
        CounterLimits.believes(timestamp: header.timestamp)
            && CounterLimits.believes(counter: bytesReceived) && CounterLimits.believes(counter: packetsReceived)
            && CounterLimits.believes(signedCounter: packetsLost)
            && CounterLimits.believes(counter: retransmittedBytesReceived)
            && CounterLimits.believes(counter: retransmittedPacketsReceived)
            && CounterLimits.believes(delay: jitter) && CounterLimits.believes(counter: framesDecoded)
            && CounterLimits.believes(counter: framesPerSecond)
            && CounterLimits.believes(counter: frameWidth) && CounterLimits.believes(counter: frameHeight)
            && CounterLimits.believes(counter: freezeCount) && CounterLimits.believes(counter: totalFreezesDuration)
            && CounterLimits.believes(counter: pauseCount) && CounterLimits.believes(counter: totalPausesDuration)
            && CounterLimits.believes(counter: concealedSamples)
            && CounterLimits.believes(counter: totalSamplesReceived)
    }
}

extension RemoteInboundRTP {
    @inline(__always)
    var isBelievable: Bool {
        CounterLimits.believes(timestamp: header.timestamp)
            && CounterLimits.believes(signedCounter: packetsLost) && CounterLimits.believes(delay: jitter)
            && CounterLimits.believes(delay: roundTripTime)
    }
}
