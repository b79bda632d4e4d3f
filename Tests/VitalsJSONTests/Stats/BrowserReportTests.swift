import Foundation
import Testing
import Vitals
import VitalsJSON

/// Real reports, read by us and by Foundation: every field that the model has must be the one that the browser gave.
@Suite struct BrowserReportTests {
    private static let usefulTypes: Set = ["outbound-rtp", "inbound-rtp", "remote-inbound-rtp", "transport"]

    @Test(arguments: Fixture.browsers)
    func `every useful field is read`(fixture: Fixture) throws {
        for line in try fixture.lines() {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            let raw = try #require(object["reports"] as? [[String: Any]])
            guard case .report(let report) = try FeedDecoder().decodeRecordedLine(line) else {
                Issue.record("not a report")
                return
            }
            #expect(report.identity == object["participant"] as? String)
            #expect(report.peerConnection == object["pc"] as? String)
            #expect(report.timestamp == (object["t"] as? NSNumber)?.doubleValue)
            let useful = raw.filter { Self.usefulTypes.contains($0["type"] as? String ?? "") }
            #expect(report.entries.count == useful.count)
            for (entry, fields) in zip(report.entries, useful) {
                compare(entry, with: fields)
            }
        }
    }

    @Test func `the recordings hold every field of the model`() throws {
        var seen: Set<String> = []
        for line in try Fixture.browsers.flatMap({ try $0.lines() }) {
            guard case .report(let report) = try FeedDecoder().decodeRecordedLine(line) else { continue }
            for case let (type, body)? in report.entries.map(Self.body) {
                for (name, value) in Self.fields(of: body) where value != nil { seen.insert("\(type).\(name)") }
            }
        }
        let header = StatsHeader(id: "", timestamp: 0)
        let all = [
            StatsEntry.outboundRTP(OutboundRTP(header: header)), .inboundRTP(InboundRTP(header: header)),
            .remoteInboundRTP(RemoteInboundRTP(header: header)), .transport(TransportStats(id: "", timestamp: 0)),
        ].compactMap(Self.body).flatMap { type, body in Self.fields(of: body).map { "\(type).\($0.name)" } }
        // Only outbound streams have a rid, and a far end's report names neither mid nor rid.
        let never: Set = ["inbound-rtp.rid", "remote-inbound-rtp.rid", "remote-inbound-rtp.mid"]
        #expect(Set(all).subtracting(never).subtracting(seen) == [])
    }

    private func compare(_ entry: StatsEntry, with raw: [String: Any]) {
        let type = raw["type"] as? String ?? ""
        guard let (ownType, body) = Self.body(of: entry) else {
            Issue.record("\(type): \(entry)")
            return
        }
        #expect(ownType == type)
        for (name, value) in Self.fields(of: body) {
            switch name {
            case "qualityLimitation":
                let durations = raw["qualityLimitationDurations"] as? [String: Double]
                let expected = durations.map {
                    QualityLimitation(bandwidth: $0["bandwidth"] ?? 0, cpu: $0["cpu"] ?? 0, other: $0["other"] ?? 0)
                }
                #expect(value as? QualityLimitation == expected)
            case "scalabilityMode":
                let expected = (raw[name] as? String).flatMap { ScalabilityMode($0) }
                #expect(value as? ScalabilityMode == expected)
            case "kind":
                #expect((value as? MediaKind).map { "\($0)" } == raw[name] as? String)
            case "active":
                #expect(value as? Bool == raw[name] as? Bool)
            case "ssrc":
                #expect(value as? UInt32 == (raw[name] as? NSNumber)?.uint32Value)
            default:
                if let text = raw[name] as? String {
                    #expect(value as? String == text, "\(type).\(name)")
                } else {
                    expectSame(value as? Double, (raw[name] as? NSNumber)?.doubleValue, "\(type).\(name)")
                }
            }
        }
    }

    /// Foundation reads fractions to within a few units of the last place only.
    private func expectSame(_ own: Double?, _ other: Double?, _ field: String) {
        guard let own, let other, own != own.rounded() else {
            #expect(own == other, "\(field)")
            return
        }
        #expect(abs(own - other) <= 4 * own.ulp, "\(field)")
    }

    private static func body(of entry: StatsEntry) -> (type: String, body: Any)? {
        switch entry {
        case .outboundRTP(let body): ("outbound-rtp", body)
        case .inboundRTP(let body): ("inbound-rtp", body)
        case .remoteInboundRTP(let body): ("remote-inbound-rtp", body)
        case .transport(let body): ("transport", body)
        case .malformed: nil
        }
    }

    /// The fields of an entry of the model with those of its header, by their names; a missing one is `nil`.
    private static func fields(of body: Any) -> [(name: String, value: Any?)] {
        Mirror(reflecting: body).children.flatMap { child -> [(name: String, value: Any?)] in
            if let header = child.value as? StatsHeader { return fields(of: header) }
            let mirror = Mirror(reflecting: child.value)
            guard mirror.displayStyle == .optional else { return [(child.label ?? "", child.value)] }
            return [(child.label ?? "", mirror.children.first?.value)]
        }
    }
}
