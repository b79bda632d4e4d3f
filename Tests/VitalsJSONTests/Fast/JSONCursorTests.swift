import Testing

@testable import VitalsJSON

/// Many bytes are looked at together where there are as many, and one after the other at the end of the text: both ways do
/// the same.
@Suite struct JSONCursorTests {
    private struct Step: Equatable, CustomStringConvertible {
        var value: String?
        var place: Int?

        var description: String { "\(value ?? "none") up to \(place ?? -1)" }
    }

    /// What `step` makes of `text`, and where it stops, with further text behind it or without.
    private static func step(
        _ text: [UInt8], behind: Int, _ step: (inout JSONCursor) throws(NotPlain) -> String
    ) -> Step {
        (text + [UInt8](repeating: UInt8(ascii: " "), count: behind)).withUnsafeBytes { bytes in
            guard var cursor = try? JSONCursor(bytes), let value = try? step(&cursor) else { return Step() }
            return Step(value: value, place: bytes.baseAddress?.distance(to: UnsafeRawPointer(cursor.place)))
        }
    }

    private static func number(_ cursor: inout JSONCursor) throws(NotPlain) -> String {
        // With the sign of 0, and to the last bit.
        "\(try cursor.number())"
    }

    private static func text(_ cursor: inout JSONCursor) throws(NotPlain) -> String { try cursor.text().string }

    @Test("numbers, and what is nearly one", arguments: 0..<4 as Range<UInt64>)
    func numbers(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = Array("0123456789012345678900001.....-e+E, x".utf8)
        var read = 0
        for _ in 0..<50_000 {
            let length = Int.random(in: 1...36, using: &random)
            let text = (0..<length).map { _ in bytes.randomElement(using: &random) ?? 0 } + [UInt8(ascii: ",")]
            let near = Self.step(text, behind: 0, Self.number)
            let far = Self.step(text, behind: 200, Self.number)
            #expect(near == far, "\(String(decoding: text, as: UTF8.self))")
            if far.value != nil { read += 1 }
        }
        #expect(read > 5_000)
        #expect(read < 45_000)
    }

    @Test("numbers of every length before and behind the point", arguments: ["", "-"])
    func lengths(sign: String) {
        for whole in 1...24 {
            for fraction in 0...24 {
                let digits = String("1203045678901234567890123".prefix(whole))
                let behind = fraction == 0 ? "" : "." + String("9870000000000000000000123".suffix(fraction))
                let text = Array("\(sign)\(digits)\(behind),".utf8)
                let far = Self.step(text, behind: 200, Self.number)
                #expect(far == Self.step(text, behind: 0, Self.number))
                #expect(far.place == text.count - 1)
                #expect(far.value == Double("\(sign)\(digits)\(behind)").map { "\($0)" })
            }
        }
    }

    @Test("strings, and what is nearly one", arguments: 0..<4 as Range<UInt64>)
    func strings(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let usual = Array("abcdefghijklmnopqrstuvwxyz0123456789{}[]:, ~!".utf8)
        let unusual: [[UInt8]] = [
            Array("\"".utf8), Array("\\n".utf8), Array("ü".utf8), Array("🎥".utf8), [0x1F], [0x7F], [0x00], [0xFF],
            [0xC3], [0x80],
        ]
        var read = 0
        for _ in 0..<20_000 {
            var text = [UInt8(ascii: "\"")]
            for _ in 0..<Int.random(in: 0...90, using: &random) {
                if Int.random(in: 0..<80, using: &random) == 0 {
                    text += unusual.randomElement(using: &random) ?? []
                } else {
                    text.append(usual.randomElement(using: &random) ?? 0)
                }
            }
            text.append(UInt8(ascii: "\""))
            let far = Self.step(text, behind: 200, Self.text)
            #expect(far == Self.step(text, behind: 0, Self.text))
            if far.value != nil { read += 1 }
        }
        #expect(read > 5_000)
        #expect(read < 19_900)
    }

    @Test("a key is known as it is and no other, of every length")
    func keys() {
        for length in 0...(KeyRecord.tokenBytes - 3) {
            let key = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
            let token = [UInt8(ascii: "\"")] + key + Array("\":".utf8)
            for behind in [0, 200] {
                #expect(takes(key, at: token, behind) == token.count)
                for place in token.indices {
                    var other = token
                    other[place] ^= 0x40
                    #expect(takes(key, at: other, behind) == 0)
                }
            }
            #expect(takes(key, at: Array(token.dropLast()), 0) == 0)
        }
    }

    /// Bytes that a cursor at `text` passes over to take a key.
    private func takes(_ key: [UInt8], at text: [UInt8], _ behind: Int) -> Int? {
        let record = UnsafeMutablePointer<KeyRecord>.allocate(capacity: 1)
        defer { record.deallocate() }
        key.withUnsafeBufferPointer { key in
            var none: UInt8 = 0
            record.initialize(to: KeyRecord(key.baseAddress ?? withUnsafePointer(to: &none) { $0 }, key.count))
        }
        return Self.step(text, behind: behind) { cursor throws(NotPlain) in "\(cursor.take(key: record))" }.place
    }
}
