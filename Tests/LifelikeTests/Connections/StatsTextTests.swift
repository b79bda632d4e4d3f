import Testing

@testable import Lifelike

@Suite struct StatsTextTests {
    private func written(_ write: (inout StatsText) -> Void) -> String {
        var text = StatsText()
        write(&text)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    @Test func `numbers are written as browsers write them`() {
        #expect(written { $0.number(0) } == "0")
        #expect(written { $0.number(-42) } == "-42")
        #expect(written { $0.number(UInt64.max) } == "18446744073709551615")
        #expect(written { $0.number(Int64.min) } == "-9223372036854775808")
    }

    @Test(
        arguments: [
            (0, 6, "0"), (5, 6, "0.000005"), (1_000_000, 6, "1"), (1_500_000, 6, "1.5"),
            (1_795_452_163_053_141, 3, "1795452163053.141"),
            (1_795_452_163_053_100, 3, "1795452163053.1"), (1_795_452_163_053_010, 3, "1795452163053.01"),
            (390_625 * 128, 8, "0.5"), (7, 0, "7"),
        ] as [(UInt64, Int, String)])
    func `decimals lose their trailing zeros and nothing else`(value: UInt64, places: Int, expected: String) {
        #expect(written { $0.decimal(value, places: places) } == expected)
    }

    @Test func `cleared text is empty`() {
        #expect(
            written { text in
                text.raw("abc"); text.clear(); text.raw("d")
            } == "d")
    }
}
