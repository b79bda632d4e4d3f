import TestSupport
import Testing
import VitalsJSON

@Suite struct JSONValueTests {
    @Test(
        arguments: [
            (812.44, "812.44"), (29.87, "29.87"), (0.42, "0.42"), (0.1, "0.1"), (100.0, "100"), (0.0, "0"), (-0.0, "0"),
            (-3.5, "-3.5"), (1e15, "1000000000000000"), (1_795_451_909_015.25, "1795451909015.25"), (.nan, "null"),
            (.infinity, "null"), (-.infinity, "null"),
        ] as [(Double, String)])
    func `numbers are written as people expect them`(number: Double, text: String) {
        #expect(JSONValue.number(number).text() == text)
    }

    @Test func `keys stay in their order and text is escaped`() {
        let value: JSONValue = [
            "z": 1, "a": ["x": nil, "b": [true, false, 2.5]], "text": "a\"b\\c\n\u{1}<é🎥", "": "", "empty": [:],
            "none": [],
        ]
        #expect(
            value.text()
                == #"{"z":1,"a":{"x":null,"b":[true,false,2.5]},"text":"a\"b\\c\n\u0001<é🎥","":"","empty":{},"none":[]}"#
        )
    }

    @Test func `indented text has two spaces a level`() {
        let value: JSONValue = ["a": [1, ["b": 2.5]]]
        #expect(
            value.text(.indented) == """
                {
                  "a": [
                    1,
                    {
                      "b": 2.5
                    }
                  ]
                }
                """)
    }

    @Test func `of a key that occurs twice the later value stands in the earlier one's place`() {
        #expect(JSONValue.object([.init("a", 1), .init("b", 2), .init("a", 3)]).text() == #"{"a":3,"b":2}"#)
    }

    @Test func `whole numbers are kept to the last of 64 bits`() {
        #expect(
            JSONValue.array([.integer(.max), .integer(.min)]).text() == "[9223372036854775807,-9223372036854775808]")
    }

    @Test func `what is nested too deeply to be written is null`() {
        var value: JSONValue = []
        for _ in 0..<3_000 { value = [value] }
        let text = value.text()
        #expect(text.hasSuffix("[null" + String(repeating: "]", count: JSONValue.deepestWritten)))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `exact numbers read back as they were`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var numbers = (0..<200).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
        numbers += (0..<200).map { _ in Double(Int.random(in: 0..<1_000_000, using: &random)) / 100 }
        numbers += [.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0x1p53, 0x1p-1022, 0.1 + 0.2]
        for number in numbers {
            let text = JSONValue.array([.number(number)]).written(.compact, numbers: .exact)
            let read = try text.withUnsafeBytes { try JSONValue(parsing: $0) }
            #expect(read == .array([.number(number)]))
        }
    }
}
