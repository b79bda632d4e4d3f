import Foundation
import Testing

@testable import Monitor

@Suite struct ErrorStreamTests {
    @Test(
        "lines that a full pipe does not take are left out within a moment, and counted when it takes something again")
    func full() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        // F_SETPIPE_SZ, which the Glibc module does not have.
        #expect(fcntl(ends[1], 1031, 4_096) == 4_096)
        let stream = ErrorStream(descriptor: ends[1])
        func read() -> String {
            var room = [UInt8](repeating: 0, count: 65_536)
            let count = Glibc.read(ends[0], &room, room.count)
            return String(decoding: room[..<max(0, count)], as: UTF8.self)
        }
        stream.write(String(repeating: "x", count: 3_000) + "\n", isLine: true)
        let began = ContinuousClock.now
        for number in 0..<50 { stream.write("line \(number)\n", isLine: true) }
        stream.write("a picture", isLine: false)
        #expect(ContinuousClock.now - began < .seconds(5))
        #expect(read() == String(repeating: "x", count: 3_000) + "\n")
        stream.write("after\n", isLine: true)
        #expect(read() == "roomvitals: 50 lines were left out: standard error took nothing\nafter\n")
        stream.write("more\n", isLine: true)
        #expect(read() == "more\n")
    }

    @Test("nobody who reads any more is no reason to wait")
    func gone() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        let stream = ErrorStream(descriptor: ends[1])
        signal(SIGPIPE, SIG_IGN)
        let began = ContinuousClock.now
        for _ in 0..<10 { stream.write("line\n", isLine: true) }
        #expect(ContinuousClock.now - began < .seconds(1))
    }
}
