import TestSupport
import Testing
import VitalsJSON

@Suite struct JSONValueTests {
    @Test(
        arguments: [
            (812.44, "812.44"), (29.87, "29.87"), (0.42, "0.42"), (0.1, "0.1"), (100.0, "100"), (0.0, "0"), (-0.0, "0"),
            (-3.5, "-3.5"), (1e15, "1000000000000000"), (1_795_451_909_015.25, "1795451909015.25"), (.nan, "null"),
            (.infinity, "null"), (-.infinity, "null"), (0.1 + 0.2, "0.3"), (1 / 3, "0.333333333333333"),
            (-2e15 / 3, "-666666666666667.0"), (1e-4, "0.0001"), (1e-5, "1e-5"), (-1.5e300, "-1.5e300"), (1e22, "1e22"),
            (123_456_789_012_345_680, "1.23456789012346e17"), (0x1p53, "9.00719925474099e15"),
            (.leastNonzeroMagnitude, "4.94065645841247e-324"),
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

    @Test func `the deepest level has two spaces for each above it`() {
        var value = JSONValue.integer(1)
        for _ in 0..<100 { value = .array([value]) }
        let lines = value.text(.indented).split(separator: "\n")
        let spaces = lines.map { $0.prefix { $0 == " " }.count }
        #expect(spaces == (0...100).map { 2 * $0 } + (0..<100).reversed().map { 2 * $0 })
    }

    @Test func `of a key that occurs twice the later value stands in the earlier one's place`() {
        #expect(JSONValue.object([.init("a", 1), .init("b", 2), .init("a", 3)]).text() == #"{"a":3,"b":2}"#)
        let many = (0..<40).map { JSONValue.Member("k\($0)", .integer($0)) }
        let twice = JSONValue.object(many + [.init("k7", true)]).text()
        #expect(twice == JSONValue.object(many).text().replacing(#""k7":7,"#, with: #""k7":true,"#))
    }

    @Test func `every character that JSON does not allow in a string is escaped, and reads back`() throws {
        // But for NUL, which our own reading refuses.
        let all = String(String.UnicodeScalarView((1...0x2FF as ClosedRange<UInt32>).compactMap(UnicodeScalar.init)))
        for text in [all, "\"", "\\", "\u{8}\u{C}\n\r\t\u{1F}", "", "x"] {
            let value: JSONValue = .object([.init(text, .string(text))])
            for layout in [JSONLayout.compact, .indented] {
                let written = value.written(layout)
                let read = try written.withUnsafeBytes { try JSONValue(parsing: $0) }
                #expect(read == value)
            }
        }
        #expect(
            JSONValue.string("\u{8}\u{C}\n\r\t\0\u{1F}\u{7F}/").text() == "\"\\b\\f\\n\\r\\t\\u0000\\u001F\u{7F}/\"")
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
        #expect(JSONValue.array([1e21, 1e-7, -1.5e-300]).text(numbers: .exact) == "[1e21,1e-7,-1.5e-300]")
        for number in numbers {
            let text = JSONValue.array([.number(number)]).written(.compact, numbers: .exact)
            let read = try text.withUnsafeBytes { try JSONValue(parsing: $0) }
            #expect(read == .array([.number(number)]))
        }
    }

    @Test("numbers with few decimals, and their neighbours, have the shortest text that means them", arguments: 0..<15)
    func fewDecimals(digits: Int) {
        var random = SeededGenerator(seed: UInt64(digits))
        let most = (0..<digits).reduce(10) { most, _ in most * 10 }
        for _ in 0..<200 {
            let divisor = [10.0, 100, 1000][Int.random(in: 0..<3, using: &random)]
            let number = Double(Int.random(in: 1...most, using: &random)) / divisor
            for number in [number, -number, number.nextUp, number.nextDown, number + 0.005] {
                let text = JSONValue.number(number).text(numbers: .exact)
                #expect(text == (number == number.rounded() ? "\(Int(number))" : number.description))
            }
        }
    }
}
