import TestSupport
import Testing

@testable import Monitor

@Suite struct ShellWordTests {
    @Test(
        "a path is one word for a shell, whatever is in it",
        arguments: ["/var/lib/x", "a b", "it's", "$HOME", "`id`", "", "\"", "a;b", "ü", "*", "-n"])
    func words(text: String) throws {
        let outcome = try TestTool.run(["/bin/sh", "-c", "printf %s \(text.shellWord)"])
        #expect(outcome.text == text)
    }

    @Test("what needs no quotes has none")
    func plain() {
        #expect("/var/lib/room-vitals/spool.1".shellWord == "/var/lib/room-vitals/spool.1")
        #expect("a\u{1B}[31mb".shellWord.contains("\u{1B}") == false)
    }
}
