import Testing
import VitalsJSON

@Suite struct JSONDocumentTests {
    private func number(_ text: String) throws -> Double? {
        try JSONDocument(parsing: text).withRoot { $0.number }
    }

    @Test(
        arguments: [
            ("5", 5), ("5.0", 5), ("-5", -5), ("1e3", 1000), ("0.1", 0.1), ("9007199254740993", 9_007_199_254_740_992),
            ("9223372036854775808", 0x1p63), ("18446744073709551616", 0x1p64), ("-9223372036854775809", -0x1p63),
            ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0), ("1.7976931348623157e308", .greatestFiniteMagnitude),
        ] as [(String, Double)])
    func `a number is one, however it is written`(text: String, expected: Double) throws {
        #expect(try number(text) == expected)
    }

    @Test func `a negative zero stays one`() throws {
        let zero = try #require(try number("-0"))
        #expect(zero == 0 && zero.sign == .minus)
    }

    @Test func `accessors answer for their own type only`() throws {
        try JSONDocument(parsing: #"{"t":"5","n":5,"b":true,"l":[1,"x",null],"o":{},"z":null}"#).withRoot { root in
            #expect(root.kind == .object && root.count == 6)
            #expect(root["t"]?.string == "5" && root["t"]?.number == nil && root["t"]?.bool == nil)
            #expect(root["n"]?.number == 5 && root["n"]?.string == nil && root["n"]?.bool == nil)
            #expect(root["b"]?.bool == true && root["b"]?.number == nil)
            #expect(
                root["l"]?.count == 3 && root["l"]?[1]?.string == "x" && root["l"]?[3] == nil && root["l"]?[-1] == nil)
            #expect(root["l"]?[2]?.kind == .null && root["l"]?["x"] == nil)
            #expect(root["o"]?.kind == .object && root["o"]?.count == 0 && root["o"]?[0] == nil)
            #expect(root["t"]?.isString("5") == true && root["t"]?.isString("55") == false)
            #expect(root[named: "n"]?.number == 5 && root[named: "q"] == nil && root[""] == nil)
        }
    }

    @Test func `a member that is null counts as missing, an empty key is a key`() throws {
        try JSONDocument(parsing: #"{"z":null,"":1}"#).withRoot { root in
            #expect(root["z"] == nil)
            #expect(root[""]?.number == 1 && root[named: ""]?.number == 1)
        }
    }

    @Test func `members come in the order of the text`() throws {
        let text = #"{"z":1,"a":{"y":[],"b":null},"m":"\u00e9\ud83c\udfa5"}"#
        try JSONDocument(parsing: text).withRoot { root in
            var keys: [String] = []
            root.forEachMember { key, _ in keys.append(key) }
            #expect(keys == ["z", "a", "m"])
        }
        let dumped = try JSONDocument(parsing: text).dump()
        #expect(String(decoding: dumped, as: UTF8.self) == #"{"z":1,"a":{"y":[],"b":null},"m":"é🎥"}"#)
    }

    @Test func `a value outlives its document`() throws {
        let value = try JSONDocument(parsing: #"{"a":[1,2.5,"x",true,null]}"#).withRoot { $0.value }
        #expect(value == ["a": [.number(1), 2.5, "x", true, nil]])
        #expect(value["a"] != nil && value["b"] == nil)
    }
}
