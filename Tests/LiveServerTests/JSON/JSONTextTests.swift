import Foundation
import Testing
import VitalsJSON

@testable import LiveServer

@Suite struct JSONTextTests {
    private func text(_ write: (inout JSONText) -> Void) -> String {
        var text = JSONText()
        write(&text)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    @Test("commas stand between values, and only there")
    func commas() {
        let written = text {
            $0.object {
                $0.member("a", 1.5)
                $0.member("{", "[:")
                $0.member("b", [1, 2.25, nil]) { $0.number($1) }
                $0.member("c") { _ in }
                $0.member("d", true)
                $0.member("e", nil as String?)
            }
        }
        #expect(written == #"{"a":1.5,"{":"[:","b":[1,2.25,null],"c":{},"d":true,"e":null}"#)
    }

    @Test(
        "numbers have up to two decimals",
        arguments: [
            (0, "0"), (-0.0, "0"), (-0.001, "0"), (0.005, "0.01"), (1.005, "1"), (812.4449, "812.44"), (99.999, "100"),
            (0.1, "0.1"), (0.07, "0.07"), (-3.25, "-3.25"), (1_795_452_000_000, "1795452000000"),
            (1e15, "1000000000000000"), (-1e15, "-1000000000000000"), (1e300, "null"), (.nan, "null"),
            (.infinity, "null"), (nil, "null"),
        ] as [(Double?, String)])
    func numbers(value: Double?, expected: String) {
        #expect(text { $0.number(value) } == expected)
    }

    @Test("numbers are those of the record's writer", arguments: 0..<5 as Range<UInt64>)
    func sameNumbers(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<2000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(Int64(bitPattern: state) >> Int64(state % 40 + 11)) / 1024
            #expect(text { $0.number(value) } == JSONValue.rounded(value).text())
        }
    }

    @Test(
        "what needs an escape is found wherever it stands, and what follows it is written",
        arguments: ["\"", "\\", "<", "\n", "\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}", "\u{2030}", "é", "~", " "])
    func everyPlace(character: String) throws {
        for before in 0..<20 {
            let name = String(repeating: "a", count: before) + character + String(repeating: "b", count: 19 - before)
            let written = text { $0.string(name) }
            #expect(!written.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "<") || $0 == 0x7F })
            #expect(!written.contains("\u{2028}") && !written.contains("\u{2029}"))
            let read = try #require(try JSONDecoder().decode([String].self, from: Data("[\(written)]".utf8)).first)
            #expect(read == name)
        }
    }

    @Test("a text grows beyond what was made room for", arguments: [1, 63, 64, 65, 1000])
    func growth(capacity: Int) {
        var text = JSONText(capacity: capacity)
        let name = String(repeating: "x", count: 50)
        text.array(0..<100) { text, number in
            text.string(name)
            text.integer(UInt64(number) * 1_000_000_007)
        }
        let expected = (0..<100).map { "\"\(name)\",\(UInt64($0) * 1_000_000_007)" }.joined(separator: ",")
        #expect(String(decoding: text.bytes, as: UTF8.self) == "[" + expected + "]")
    }

    @Test("any name reads back as it was, in one line, without markup", arguments: HostileNames.all)
    func names(name: String) throws {
        let written = text { $0.string(name) }
        #expect(!written.utf8.contains(UInt8(ascii: "<")))
        #expect(!written.utf8.contains { $0 < 0x20 })
        #expect(!written.unicodeScalars.contains("\u{2028}"))
        #expect(!written.unicodeScalars.contains("\u{2029}"))
        // Not by the wire's parser, which refuses U+0000.
        let read = try #require(try JSONDecoder().decode([String].self, from: Data("[\(written)]".utf8)).first)
        #expect(read.utf8.elementsEqual(name.utf8))
    }
}
