import Foundation
import TestSupport
import Testing

@testable import Vitals

@Suite struct LogarithmicBinsTests {
    @Test("a bin taken from a number's bits is the one that its significand and exponent give")
    func bitsAndNumberAgree() {
        var generator = SeededGenerator(seed: 1)
        var values = (0..<100_000).map { _ in exp(log(1e-6) + log(1e18) * generator.unit()) }
        for exponent in -19...39 {
            let power = Double(sign: .plus, exponent: exponent, significand: 1)
            values += [power, power.nextUp, power.nextDown]
        }
        for value in values { #expect(LogarithmicBins.index(of: value) == Self.index(of: value)) }
    }

    private static func index(of value: Double) -> Int32 {
        let fraction = value.significand - 1
        let cubic = ((6.0 / 35 * fraction - 3.0 / 5) * fraction + 10.0 / 7) * fraction
        return Int32(((cubic + Double(value.exponent)) * (0.7 / 0.020000666706669543)).rounded(.down))
    }
}
