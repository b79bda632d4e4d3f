import Foundation
import TestSupport
import Testing

@testable import VitalsJSON

/// Numbers are read to the last bit as strtod(3) reads them.
@Suite struct DecimalNumberTests {
    private func read(_ text: String) throws -> Double {
        let bytes = Array((text + ",").utf8)
        return try bytes.withUnsafeBytes { buffer in
            var cursor = try JSONCursor(buffer)
            let number = try cursor.number()
            try cursor.expect(UInt8(ascii: ","))
            return number
        }
    }

    @Test(
        "hard cases",
        arguments: [
            "0", "-0", "0.0", "-0.0", "1", "0.1", "0.3", "-5.5", "9007199254740993", "9007199254740992.5",
            "9007199254740993.0", "18446744073709551615", "18446744073709551616", "9999999999999999999",
            "0.0020833333333333333", "1795452000978.215", "0.1234567890123456789", "1234567890.123456789",
            "4503599627370496.5", "4503599627370497.5", "2.2250738585072011e-308", "5e-324", "1e-400", "1e22", "1E+23",
            "179769313486231570000000000000000000000", "0.000000000000000000000000000001", "6.02214076e23",
            "0.30000000000000004", "1.7976931348623157e308", "0.5000000000000000001", "8.5000000000000000001",
            "1152921504606846976.5",
        ])
    func hardCases(text: String) throws {
        #expect(try read(text).bitPattern == strtod(text, nil).bitPattern)
    }

    @Test("a million drawn ones", arguments: 0..<4 as Range<UInt64>)
    func drawn(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var wrong: [String] = []
        for _ in 0..<250_000 {
            let text = Self.draw(&random)
            if try read(text).bitPattern != strtod(text, nil).bitPattern { wrong.append(text) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    private static func draw(_ random: inout SeededGenerator) -> String {
        let sign = Bool.random(using: &random) ? "-" : ""
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return sign + "\(Double(bitPattern: random.next() >> 2 | 0x3000_0000_0000_0000).magnitude)"
        case 1:
            // Halfway between two doubles, and next to it.
            let whole = (UInt64(1) << 53 + UInt64.random(in: 0..<(1 << 54), using: &random)) / 8
            let fraction = ["125", "5", "875", "500000000000001", "25"].randomElement(using: &random) ?? "5"
            return sign + "\(whole).\(fraction)"
        case 2:
            let largest = UInt64.max >> UInt64.random(in: 1..<64, using: &random)
            let digits = UInt64.random(in: 0...largest, using: &random)
            return sign + "\(digits)"
        default:
            let whole = UInt64.random(in: 0..<(1 << 40), using: &random)
            let scale = Int.random(in: 1...24, using: &random)
            let fraction = (0..<scale).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
            return sign + "\(whole >> UInt64.random(in: 0..<40, using: &random)).\(fraction)"
        }
    }

    @Test(
        "what is no number of JSON, or none that a double holds, is not read",
        arguments: [
            "", "-", "+1", "01", "-01", "00", ".5", "1.", "1.e5", "1e", "1e+", "1e400", "-1e400", "0x10", "NaN",
            "Infinity", "--1", "1.5.",
        ])
    func refused(text: String) {
        #expect(throws: (any Error).self) {
            let bytes = Array("[\(text)]".utf8)
            try bytes.withUnsafeBytes { buffer in
                var cursor = try JSONCursor(buffer)
                try cursor.expect(UInt8(ascii: "["))
                _ = try cursor.number()
                try cursor.expect(UInt8(ascii: "]"))
            }
        }
    }

    @Test("a number at the end of the bytes is not read beyond them", arguments: ["1", "-", "1.", "1.5", "1e", "1e5"])
    func atTheEnd(text: String) {
        let bytes = Array(text.utf8)
        #expect(throws: NotPlain.self) {
            try bytes.withUnsafeBytes { buffer in
                var cursor = try JSONCursor(buffer)
                _ = try cursor.number()
            }
        }
    }
}
