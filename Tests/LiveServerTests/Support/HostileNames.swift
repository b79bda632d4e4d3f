/// Names that have broken pages, logs, terminals and parsers.
let hostileNames: [String] = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "</title>", "{{7*7}}",
    "=cmd()", "+1", "-1", "@x", "\tleading", "a\"b\nc", "a\r\ndata: evil\r\n\r\nevent: snapshot", "a\rid: 1",
    "\u{1B}[2J", "\u{1B}]0;title\u{7}", "\u{1B}]52;c;AAAA\u{7}", "\u{9B}31m", "\u{8}", "\r", "\u{202E}gnp.exe",
    "\u{2066}x\u{2069}", "\u{200B}", "a" + String(repeating: "\u{301}", count: 1000), "👩‍👩‍👧‍👦", "nul\0nul",
    String(repeating: "x", count: 10_000), "__proto__", "%s%n", "$(id)", "'; DROP TABLE rooms; --", "a\u{2028}b",
    "a\u{2029}b", "caf\u{E9}", "cafe\u{301}", "..", ".", "/", "a/b?c#d", "%2F", "", "   ", "\\", "\u{7F}", "\u{85}",
    "\u{FEFF}", "\u{FFFF}", "]]>", "<!--", "&amp;", "constructor",
]
