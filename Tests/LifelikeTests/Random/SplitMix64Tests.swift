import Testing

@testable import Lifelike

@Suite struct SplitMix64Tests {
    @Test func `gives the numbers of the published algorithm`() {
        var zero = SplitMix64(seed: 0)
        #expect(
            [zero.next(), zero.next(), zero.next()] == [
                0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f,
            ])
        var other = SplitMix64(seed: 1_234_567)
        #expect([other.next(), other.next()] == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973])
    }

    @Test func `parts with neighbouring numbers have nothing in common`() {
        let firsts = (UInt64(0)..<1000).map { part in
            var random = SplitMix64(seed: 7, part: part)
            return random.next()
        }
        #expect(Set(firsts).count == 1000)
    }

    @Test func `unit is even, noise has mean 0, rounding keeps the mean`() {
        var random = SplitMix64(seed: 3)
        let units = (0..<20_000).map { _ in random.unit() }
        #expect(units.allSatisfy { (0..<1).contains($0) })
        #expect(abs(units.reduce(0, +) / 20_000 - 0.5) < 0.01)
        #expect(abs((0..<20_000).map { _ in random.noise() }.reduce(0, +) / 20_000) < 0.01)
        #expect(abs(Double((0..<20_000).map { _ in random.rounded(2.3) }.reduce(0, +)) / 20_000 - 2.3) < 0.02)
        #expect(random.rounded(-1) == 0)
    }

    @Test func `an SSRC has ten digits`() {
        var random = SplitMix64(seed: 4)
        for _ in 0..<10_000 { #expect(random.ssrc() >= 1_000_000_000) }
    }
}
