/// Names that somebody chose for what reads them.
enum HostileNames {
    static let all: [String] =
        [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "</title>",
            "{{7*7}}", "=cmd()", "+1", "-1", "@x", "\tx", "a\"b\\c\nd", "\u{1B}[2J", "\u{1B}]0;t\u{7}",
            "\u{1B}]52;c;eA==\u{7}", "\u{9B}31m", "\u{8}", "\r", "a\r\nb", "ab", "a\u{0}b", "\u{202E}abc",
            "\u{2066}abc", "\u{2067}abc",
            "\u{2068}abc", "\u{2069}abc", "bob", "bob\u{200B}", "bo\u{200D}b", "\u{FEFF}bob",
            "e" + String(repeating: "\u{301}", count: 1000), "👩‍👩‍👧", "👩👩👧", "\u{0}", "\u{0}\u{0}",
            String(repeating: "x", count: 10_000), String(repeating: "x", count: 10_001), "__proto__", "%s%n", "$(id)",
            "`id`", "'; DROP TABLE x; --", "a\u{2028}b", "a\u{2029}b", "caf\u{E9}", "cafe\u{301}", "..", ".", "/",
            "../../etc/passwd", "", " ", "   ", "a,b=\"c\"", "}", "{", "\\", "\\n", "\"", "#", "# EOF", "\n# EOF\n",
            "x\"} 1\nevil{a=\"", "~cbf29ce484222325", "x~0123456789abcdef", "\u{E000}", "\u{FFFE}", "\u{FFFD}",
            "\u{85}",
            "&lt;b&gt;", "<", ">", "<>", "NaN", "room=\"x\"", "le", "𝔘𝔫𝔦",
            "a\r\ndata: evil\r\n\r\nevent: snapshot", "a\rid: 1", "a/b?c#d", "%2F", "]]>", "<!--", "&amp;", "\u{7F}",
            "\u{FFFF}", "constructor",
        ]
}
