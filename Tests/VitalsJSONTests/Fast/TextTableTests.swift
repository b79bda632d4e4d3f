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

    @Test("two that come in turn are made once each, whatever was there before and wherever they fall")
    func inTurn() {
        // Of a table's pairs three or so fall into one place, one of them while half of the slots are empty.
        for _ in 0..<30 {
            var table = TextTable()
            for pair in 0..<3_000 {
                let (before, one, other) = (table.made, "one \(pair)", "other \(pair)")
                Self.ask(&table, [one, other, one, other])
                let made = table.made - before
                #expect(made == 2)
            }
        }
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
