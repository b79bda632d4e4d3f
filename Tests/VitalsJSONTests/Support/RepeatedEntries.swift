import Testing
import Vitals

@testable import VitalsJSON

/// Entries in messages of one participant, one after the other.
enum RepeatedEntries {
    private static func message(_ entries: [String]) -> String {
        #"{"stats":{"participantIdentity":"alice","pc":"publisher","timestamp":1,"reports":["#
            + entries.joined(separator: ",") + "]}}" + String(repeating: " ", count: 64)
    }

    static func decode(_ entries: String..., by fast: inout FastDecoder) -> Bool {
        decode(entries: entries, by: &fast)
    }

    static func decode(entries: [String], by fast: inout FastDecoder) -> Bool {
        let bytes = Array(message(entries).utf8)
        let report = bytes.withUnsafeBytes { try? fast.decode($0) }
        let reference = try? FeedDecoder().decode(bytes)
        guard let report else { return false }
        #expect(reference == .stats(report))
        return true
    }
}
