import Foundation
import Testing

@testable import WireText

@Suite struct WallTimeTests {
    @Test(
        "literal moments",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_527_357_042, "2026-11-24T13:35:57.042Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (.infinity, "9999-12-31T23:59:59.999Z"),
            (-.infinity, "0001-01-01T00:00:00.000Z"), (.nan, "1970-01-01T00:00:00.000Z"),
        ] as [(Double, String)])
    func literalMoments(milliseconds: Double, text: String) {
        #expect(WallTime.rfc3339(milliseconds) == text)
    }

    @Test("agrees with Foundation over four centuries")
    func agreesWithFoundation() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for step in 0..<4000 {
            let milliseconds = Double(step) * 3_156_000_000 - 2_208_988_800_000
            let date = Date(timeIntervalSince1970: milliseconds / 1000)
            #expect(WallTime.rfc3339(milliseconds) == date.formatted(style))
        }
    }

    @Test(
        "durations for people",
        arguments: [(0, "0s"), (59.9, "59s"), (725, "12m 5s"), (10_812, "3h 0m 12s"), (-3, "0s")] as [(Double, String)])
    func durations(seconds: Double, text: String) {
        #expect(WallTime.duration(seconds: seconds) == text)
    }
}
