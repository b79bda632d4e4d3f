import Testing

@testable import VitalsJSON

@Suite struct TextTableTests {
    private static func ask(_ table: inout TextTable, _ texts: [String]) {
        for text in texts {
            var utf8 = text
            let found = utf8.withUTF8 { bytes in
                bytes.baseAddress.map { table.string(JSONCursor.Text(start: $0, count: bytes.count)) }
            }
            #expect(found == text)
        }
    }

    @Test("texts that come in turn are made once, but for a few")
    func inTurn() {
        var table = TextTable()
        let texts = (0..<60).map { "participant-\($0)" }
        for _ in 0..<50 { Self.ask(&table, texts) }
        let made = table.made
        // Three of 60 fall into one place of 1,024 hardly ever (once in 30 times), six never: each such turn makes three.
        #expect(made >= 60 && made < 60 + 2 * 3 * 50)
    }

    @Test("a text is itself, whatever took its place, and however long it is")
    func itself() {
        var table = TextTable()
        let lengths = [1, 7, 8, 9, 31, 32, 33, TextTable.longest, TextTable.longest + 1, 300]
        let texts = lengths.flatMap { length in (0..<400).map { "\($0)" + String(repeating: "x", count: length) } }
        for _ in 0..<3 { Self.ask(&table, texts) }
        let made = table.made
        #expect(made > 2_048)
    }

    @Test("the empty text is one too")
    func empty() {
        var table = TextTable()
        let byte: [UInt8] = [65]
        for _ in 0..<3 {
            let found = byte.withUnsafeBufferPointer { bytes in
                bytes.baseAddress.map { table.string(JSONCursor.Text(start: $0, count: 0)) }
            }
            #expect(found?.isEmpty == true)
        }
    }
}
