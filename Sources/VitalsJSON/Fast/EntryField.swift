/// What a member of an entry is read into. Whether it means anything depends on the entry's type.
enum EntryField: UInt8 {
    /// Passed over.
    case none

    // Texts.
    case id, type, kind, mediaType, mid, rid, transportId, mediaSourceId, scalabilityMode, trackIdentifier

    // Numbers.
    case timestamp, ssrc, bytesSent, packetsSent, retransmittedBytesSent, retransmittedPacketsSent, framesSent,
        framesPerSecond, frameWidth, frameHeight, bytesReceived, packetsReceived, packetsLost,
        retransmittedBytesReceived, retransmittedPacketsReceived, jitter, framesDecoded, freezeCount,
        totalFreezesDuration, pauseCount, totalPausesDuration, concealedSamples, totalSamplesReceived, roundTripTime,
        roundTripTimeMeasurements

    // Members of `qualityLimitationDurations`.
    case bandwidth, cpu, other

    case active
    case qualityLimitationDurations

    static let all: [(name: StaticString, field: EntryField)] = [
        ("id", .id), ("type", .type), ("kind", .kind), ("mediaType", .mediaType), ("mid", .mid), ("rid", .rid),
        ("transportId", .transportId), ("mediaSourceId", .mediaSourceId), ("scalabilityMode", .scalabilityMode),
        ("trackIdentifier", .trackIdentifier), ("timestamp", .timestamp), ("ssrc", .ssrc), ("bytesSent", .bytesSent),
        ("packetsSent", .packetsSent), ("retransmittedBytesSent", .retransmittedBytesSent),
        ("retransmittedPacketsSent", .retransmittedPacketsSent), ("framesSent", .framesSent),
        ("framesPerSecond", .framesPerSecond), ("frameWidth", .frameWidth), ("frameHeight", .frameHeight),
        ("bytesReceived", .bytesReceived), ("packetsReceived", .packetsReceived), ("packetsLost", .packetsLost),
        ("retransmittedBytesReceived", .retransmittedBytesReceived),
        ("retransmittedPacketsReceived", .retransmittedPacketsReceived), ("jitter", .jitter),
        ("framesDecoded", .framesDecoded), ("freezeCount", .freezeCount),
        ("totalFreezesDuration", .totalFreezesDuration), ("pauseCount", .pauseCount),
        ("totalPausesDuration", .totalPausesDuration), ("concealedSamples", .concealedSamples),
        ("totalSamplesReceived", .totalSamplesReceived), ("roundTripTime", .roundTripTime),
        ("roundTripTimeMeasurements", .roundTripTimeMeasurements), ("active", .active),
        ("qualityLimitationDurations", .qualityLimitationDurations),
    ]

    static let durations: [(name: StaticString, field: EntryField)] = [
        ("bandwidth", .bandwidth), ("cpu", .cpu), ("other", .other),
    ]

    /// One of 64, each field its own.
    @inline(__always)
    var bit: UInt64 { 1 &<< UInt64(rawValue) }

    enum Form { case skipped, text, number, flag, durations }

    @inline(__always)
    var form: Form {
        switch rawValue {
        case EntryField.none.rawValue: .skipped
        case EntryField.id.rawValue...EntryField.trackIdentifier.rawValue: .text
        case EntryField.timestamp.rawValue...EntryField.other.rawValue: .number
        case EntryField.active.rawValue: .flag
        default: .durations
        }
    }
}
