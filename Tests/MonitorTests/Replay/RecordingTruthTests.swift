import Foundation
import Recordings
import Testing
import VitalsJSON

@testable import Monitor

/// Real browsers' recordings, held to what crossed a link whose packets were counted.
///
/// Means agree to 0.05 or 0.1 %, counts exactly; a quantile lies within 1 % of the two order statistics around it.
@Suite struct RecordingTruthTests {
    static let fixtures = Bundle.module.resourceURL?.appending(path: "Fixtures") ?? URL(filePath: "/")

    struct Case: CustomTestStringConvertible {
        let file: String
        let participants: [String: Any]
        var testDescription: String { file }

        static func all() -> [Case] {
            let text = (try? String(contentsOf: fixtures.appending(path: "expected.ndjson"), encoding: .utf8)) ?? ""
            return text.split(separator: "\n").compactMap { line in
                let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                guard let file = object?["file"] as? String, let people = object?["participants"] as? [String: Any]
                else { return nil }
                return Case(file: file, participants: people)
            }
        }
    }

    @Test("every expected value of every participant", arguments: 0..<14)
    func everyExpectedValue(number: Int) throws {
        let all = Case.all()
        try #require(all.count == 14)
        let expected = all[number]
        var replay = Replay()
        try replay.read(.file(Self.fixtures.appending(path: expected.file).path))
        #expect(replay.refused.total == 0)
        let document = try #require(
            try JSONSerialization.jsonObject(with: replay.summary().document.withText(.indented) { Data($0) })
                as? [String: Any])
        let metrics = try #require(document["quality_metrics"] as? [String: Any])
        let blocks = try #require(metrics["participants"] as? [[String: Any]])
        for (identity, values) in expected.participants {
            let block = blocks.first { $0["identity"] as? String == identity }
            hold("\(expected.file) \(identity)", block, to: values)
        }
    }

    private func hold(_ place: String, _ got: Any?, to expected: Any) {
        switch expected {
        case let members as [String: Any]:
            let object = got as? [String: Any]
            #expect(object != nil, "\(place) is missing")
            for (key, value) in members { hold("\(place).\(key)", object?[key], to: value) }
        case is NSNull:
            let spread = got as? [String: Any]
            #expect(
                got == nil || got is NSNull || spread?["count"] as? Int == 0, "\(place): \(String(describing: got))")
        case let bounds as [Double]:
            let value = got as? Double ?? -1
            #expect(
                value >= bounds[0] * 0.99 - 0.05 && value <= bounds[1] * 1.01 + 0.05, "\(place): \(value), \(bounds)")
        case let number as NSNumber where number.isWhole:
            #expect(
                (got as? NSNumber)?.doubleValue == number.doubleValue, "\(place): \(String(describing: got)), \(number)"
            )
        case let number as NSNumber:
            let value = (got as? NSNumber)?.doubleValue ?? -1
            let tolerance = max(0.05, abs(number.doubleValue) * 0.001)
            #expect(abs(value - number.doubleValue) <= tolerance, "\(place): \(value), \(number)")
        default:
            Issue.record("\(place): an expected value of a kind that nobody expected")
        }
    }

    @Test("the altered and the faithful reading of one call agree")
    func oddPollersAgree() throws {
        var averages: [[Double]] = []
        for file in ["f_odd_poller.asread.ndjson.gz", "f_odd_poller.altered.ndjson.gz"] {
            var replay = Replay()
            try replay.read(.file(Self.fixtures.appending(path: file).path))
            let block = try replay.summary().document.withText(.compact) { try JSONValue(parsing: $0) }[
                "quality_metrics"]
            averages.append(
                ["average_bitrate", "average_fps", "packet_loss_percentage"].compactMap { key in
                    guard case .number(let value)? = block?[key] else { return nil }
                    return value
                })
        }
        #expect(averages[0].count == 3)
        #expect(zip(averages[0], averages[1]).allSatisfy { abs($0 - $1) <= 0.011 })
    }
}

extension NSNumber {
    /// Written without a fraction: a count, which must agree exactly.
    fileprivate var isWhole: Bool { String(cString: objCType) != "d" }
}
