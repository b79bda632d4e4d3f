import Testing

@testable import Vitals

/// Payloads are read where the compiler puts them, which it promises to nobody.
@Suite struct EntryInPlaceTests {
    @Test("a payload begins where its entry does, and nothing of it holds the tag")
    func payloadsAreWhole() {
        var sent = OutboundRTP(header: StatsHeader(id: "OT01V1", timestamp: 1, kind: .video, ssrc: .max, mid: "1"))
        sent.qualityLimitation = QualityLimitation(bandwidth: 2, cpu: 3, other: 4)
        var received = InboundRTP(header: StatsHeader(id: "IT01A1", timestamp: 5, kind: .audio, ssrc: 6))
        received.totalSamplesReceived = 7
        var heard = RemoteInboundRTP(header: StatsHeader(id: "RIV1", timestamp: 8))
        heard.roundTripTimeMeasurements = 9
        let transport = TransportStats(id: "a transport with a name that is no short one", timestamp: 10, bytesSent: 11)
        let entries: [StatsEntry] =
            [.outboundRTP(sent), .inboundRTP(received), .remoteInboundRTP(heard), .transport(transport)]
            + EntryRefusal.allCases.map(StatsEntry.malformed)

        let found = entries.withUnsafeBufferPointer { entries in
            entries.indices.map { Self.copy(EntryInPlace(entries, $0)) }
        }

        #expect(found == entries)
    }

    private static func copy(_ entry: EntryInPlace) -> StatsEntry {
        switch entry {
        case .outboundRTP(let entry): .outboundRTP(entry.pointee)
        case .inboundRTP(let entry): .inboundRTP(entry.pointee)
        case .remoteInboundRTP(let entry): .remoteInboundRTP(entry.pointee)
        case .transport(let entry): .transport(entry.pointee)
        case .malformed(let reason): .malformed(reason)
        }
    }
}
