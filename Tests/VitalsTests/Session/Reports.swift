@testable import Vitals

/// Short ways to write the entries and reports of tests.
extension OutboundRTP {
    static func video(
        _ timestamp: Double, bytes: Double?, frames: Double? = nil, ssrc: UInt32 = 1, mid: String? = "1",
        packets: Double? = nil, active: Bool? = nil
    ) -> OutboundRTP {
        var entry = OutboundRTP(
            header: StatsHeader(
                id: "OT01V\(ssrc)", timestamp: timestamp, kind: .video, ssrc: ssrc, mid: mid, transportId: "T01"))
        entry.bytesSent = bytes
        entry.framesSent = frames
        entry.packetsSent = packets
        entry.active = active
        return entry
    }
}

extension InboundRTP {
    static func video(
        _ timestamp: Double, bytes: Double?, frames: Double? = nil, ssrc: UInt32 = 9, mid: String? = "1",
        packets: Double? = nil, lost: Double? = nil
    ) -> InboundRTP {
        var entry = InboundRTP(
            header: StatsHeader(
                id: "IT01V\(ssrc)", timestamp: timestamp, kind: .video, ssrc: ssrc, mid: mid, transportId: "T01"))
        entry.bytesReceived = bytes
        entry.framesDecoded = frames
        entry.packetsReceived = packets
        entry.packetsLost = lost
        return entry
    }
}

extension RemoteInboundRTP {
    static func of(_ ssrc: UInt32, _ timestamp: Double, lost: Double?, roundTrip: Double? = nil) -> RemoteInboundRTP {
        var entry = RemoteInboundRTP(header: StatsHeader(id: "RIV\(ssrc)", timestamp: timestamp, ssrc: ssrc))
        entry.packetsLost = lost
        entry.roundTripTime = roundTrip
        return entry
    }
}

extension StatsReport {
    static func publisher(
        _ entries: [StatsEntry], of identity: String = "alice", sequence: UInt64? = nil, sent: Double = 0
    )
        -> StatsReport
    {
        StatsReport(
            identity: identity, peerConnection: "publisher", timestamp: sent, sequence: sequence, entries: entries)
    }
}

extension RoomSession {
    /// Folds each list of entries as one report of alice's publisher connection.
    mutating func fold(reports: [[StatsEntry]], at now: Double = 1000) {
        for entries in reports { fold(.publisher(entries), at: now) }
    }

    var block: QualityBlock { QualityBlock(totals) }
}

/// A moment in ms that is a plausible `timestamp`.
let base: Double = 1_795_452_000_000
