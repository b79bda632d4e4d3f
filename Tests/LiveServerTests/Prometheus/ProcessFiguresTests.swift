import Glibc
import Testing

@testable import LiveServer

@Suite(.serialized) struct ProcessFiguresTests {
    @Test func `what the system says of this process is true`() throws {
        let figures = try #require(ProcessFigures.current())
        #expect(figures.residentMemory > 1_000_000 && figures.residentMemory < figures.virtualMemory)
        #expect(figures.threads >= 1)
        let now = Double(time(nil))
        #expect(figures.startTime < now + 1 && figures.startTime > now - 86_400)
        // POSIX: a million a second.
        let used = Double(clock()) / 1e6
        #expect(abs(figures.cpuSeconds - used) < 1)
    }

    @Test func `each open descriptor is counted`() throws {
        let before = try #require(ProcessFigures.current()).openDescriptors
        let files = (0..<20).map { _ in open("/dev/null", O_RDONLY | O_CLOEXEC) }
        defer { files.forEach { close($0) } }
        #expect(try #require(ProcessFigures.current()).openDescriptors == before + 20)
    }
}
