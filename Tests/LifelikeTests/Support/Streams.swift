import Lifelike
import Vitals
import VitalsJSON

/// The lines of a room, as bytes with their line feeds.
func lines(_ settings: LifelikeRoom.Settings) -> [[UInt8]] {
    var room = LifelikeRoom(settings)
    var lines: [[UInt8]] = []
    while room.withNextLine({ lines.append(Array($0)) }) {}
    return lines
}

/// The reports of a room.
func reports(_ settings: LifelikeRoom.Settings) throws -> [StatsReport] {
    try lines(settings).map { line in
        let decoded = try FeedDecoder().decodeRecordedLine(Array(line.dropLast()))
        guard case .message(.stats(let report), _) = decoded else { throw NotStats() }
        return report
    }
}

struct NotStats: Error {}

extension StatsReport {
    var outbound: [OutboundRTP] { entries.compactMap { if case .outboundRTP(let entry) = $0 { entry } else { nil } } }
    var inbound: [InboundRTP] { entries.compactMap { if case .inboundRTP(let entry) = $0 { entry } else { nil } } }
    var remote: [RemoteInboundRTP] {
        entries.compactMap { if case .remoteInboundRTP(let entry) = $0 { entry } else { nil } }
    }
    var transports: [TransportStats] {
        entries.compactMap { if case .transport(let entry) = $0 { entry } else { nil } }
    }
    var video: [OutboundRTP] { outbound.filter { $0.header.kind == .video } }
}

/// FNV-1a, 64 bits.
func fingerprint(_ lines: [[UInt8]]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for line in lines {
        line.withUnsafeBytes { bytes in
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
    }
    return hash
}
