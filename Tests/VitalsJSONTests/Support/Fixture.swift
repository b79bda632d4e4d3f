import Foundation
import Testing

/// Real recordings and traffic, a JSON text a line.
enum Fixture: String, CaseIterable {
    case chromium, firefox, livekit
    case chromiumSimulcast = "chromium_simulcast"

    static let browsers: [Fixture] = [.chromium, .chromiumSimulcast, .firefox]

    func lines() throws -> [[UInt8]] {
        let url = try #require(
            Bundle.module.url(forResource: rawValue, withExtension: "ndjson", subdirectory: "Fixtures"))
        return try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")).map(Array.init)
    }
}
