import TestSupport

/// Names of rooms and people that somebody chose for what reads them: pages, logs, terminals, sheets, parsers.
enum HostileNames {
    static let all: [String] = [
        // Markup, scripts and templates.
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "</title>", "{{7*7}}",
        "]]>", "<!--", "&amp;", "&lt;b&gt;", "<", ">", "<>", "__proto__", "constructor",
        // Sheets, shells, databases, formats.
        "=cmd()", "+1", "-1", "@x", "\tx", "\tleading", "%s%n", "$(id)", "`id`", "'; DROP TABLE x; --", "NaN", "null",
        // Line ends and what a line of an event, a header or an exposition could be made to say.
        "a\"b\nc", "a\"b\\c\nd", "a\r\ndata: evil\r\n\r\nevent: snapshot", "a\rid: 1", "\r", "a\r\nb", "ab", "\n\n",
        "a\u{2028}b", "a\u{2029}b", "\u{85}", "#", "# EOF", "\n# EOF\n", "x\"} 1\nevil{a=\"", "a,b=\"c\"", "}", "{",
        "\\", "\\n", "\"", "room=\"x\"", "le", "~cbf29ce484222325", "x~0123456789abcdef",
        // Terminals.
        "\u{1B}[2J", "\u{1B}]0;title\u{7}", "\u{1B}]52;c;eA==\u{7}", "\u{9B}31m", "\u{8}", "\u{7F}",
        // What is not seen, or seen as something else.
        "\u{202E}gnp.exe", "\u{2066}x\u{2069}", "\u{2067}abc", "\u{2068}abc", "\u{2069}abc", "\u{200B}", "bob",
        "bob\u{200B}", "bo\u{200D}b", "\u{FEFF}", "\u{FEFF}bob", "a" + String(repeating: "\u{301}", count: 1000),
        "👩‍👩‍👧‍👦", "👩👩👧👦", "caf\u{E9}", "cafe\u{301}", "𝔘𝔫𝔦", "\u{E000}", "\u{FFFD}", "\u{FFFE}", "\u{FFFF}",
        // Nothing, blanks, zeros, very much.
        "", " ", "   ", "\0", "\0\0", "nul\0nul", String(repeating: "x", count: 10_000),
        String(repeating: "x", count: 10_001),
        // Paths.
        "..", ".", "...", "/", "//", "../../etc/passwd", "a/b?c#d", "%2F", "%2E%2E", "%", "%zz", "a+b", "a;b=c", "~",
    ]

    /// Names made of pieces of those above, no two alike, the same for the same seed.
    static func generated(_ count: Int, seed: UInt64) -> [String] {
        var generator = SeededGenerator(seed: seed)
        var known = Set(all.map { Array($0.utf8) })
        var names: [String] = []
        while names.count < count {
            var name = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let source = Array((all.randomElement(using: &generator) ?? "").unicodeScalars.prefix(40))
                let start = Int.random(in: 0...source.count, using: &generator)
                let end = Int.random(in: start...source.count, using: &generator)
                name.append(contentsOf: source[start..<end])
            }
            let text = String(name)
            if !text.isEmpty, known.insert(Array(text.utf8)).inserted { names.append(text) }
        }
        return names
    }
}
