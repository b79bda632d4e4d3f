import Testing
import WireText

@Suite struct PrintableTextTests {
    @Test(
        "nothing that steers a terminal passes",
        arguments: [
            "\u{1B}[2J", "\u{1B}]52;c;eA==\u{07}", "a\nb", "a\rb", "\u{08}", "\u{9B}31m", "\u{202E}txt",
            "\u{2066}x\u{2069}",
            "a\u{200B}b", "\u{2028}", "\u{0}", "\t", "\u{FEFF}", "\u{E000}",
        ])
    func controlsAreEscaped(text: String) {
        let printable = text.printable()
        #expect(printable.contains("\\u{"))
        for scalar in printable.unicodeScalars {
            #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
            #expect(scalar.properties.generalCategory != .format)
        }
    }

    @Test("ordinary names stay as they are", arguments: ["alice", "Grüße", "日本語", "a\"b<c>&'", "👩", ""])
    func ordinaryNamesStay(text: String) {
        #expect(text.printable() == text)
    }

    @Test("long text is cut, escapes counted")
    func longTextIsCut() {
        #expect(String(repeating: "x", count: 300).printable(limit: 10) == "xxxxxxxxxx…")
        #expect(String(repeating: "\n", count: 300).printable(limit: 10).count <= 16)
    }
}
