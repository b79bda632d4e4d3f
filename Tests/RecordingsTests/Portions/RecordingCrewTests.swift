import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing
import VitalsJSON

@testable import Recordings

@Suite struct RecordingCrewTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func report(_ number: Int) -> String {
        #"{"t":\#(1000 + number),"participant":"alice","pc":"publisher","reports":[]}"#
    }

    private func outcome(
        of source: RecordingSource, limits: RecordingLimits, threads: Int
    ) -> ReadOutcome {
        var outcome = ReadOutcome()
        do throws(RecordingError) {
            try RecordingCrew.read(source, limits: limits, threads: threads, into: &outcome) { outcome, items, _ in
                for item in items { outcome.take(item) }
            }
        } catch {
            outcome.error = error
        }
        return outcome
    }

    private func expectSame(_ source: RecordingSource, _ limits: RecordingLimits, _ what: String) {
        let wanted = RecordingsTests.outcome(of: source, limits: limits)
        for threads in [1, 2, 5] {
            let found = outcome(of: source, limits: limits, threads: threads)
            #expect(found.lines == wanted.lines, "\(what), \(threads) threads")
            #expect(found.damaged == wanted.damaged, "\(what), \(threads) threads")
            #expect(found.error == wanted.error, "\(what), \(threads) threads")
        }
    }

    @Test("threads that use lists of entries again read the same as one that does not")
    func lists() throws {
        let lines = (0..<3_000).map { number in
            let entries = (0..<(number * number % 41)).map { place in
                place % 4 == 3
                    ? #"{"type":"codec","id":"C","timestamp":1}"#
                    : #"{"type":"transport","id":"T\#(place)","timestamp":\#(number),"bytesSent":\#(1000 * number + place)}"#
            }
            return #"{"t":\#(1000 + number),"participant":"alice","reports":[\#(entries.joined(separator: ","))]}"#
        }
        let limits = RecordingLimits(chunkBytes: 8_000, portionBytes: 20_000)
        expectSame(try folder.file(Array(lines.joined(separator: "\n").utf8)), limits, "lists")
    }

    @Test("many threads read the same as one: whole, damaged, cut, of another kind, and endless")
    func same() throws {
        let small = RecordingLimits(
            lineBytes: 2_000, chunkBytes: 700, portionBytes: 900, expansionRatio: 20, expansionGraceBytes: 20_000)
        let good = (0..<3_000).map(report)
        var damaged = good
        for place in stride(from: 3, to: damaged.count, by: 17) { damaged[place] = "{\"t\":" }
        for place in stride(from: 5, to: damaged.count, by: 91) {
            damaged[place] = String(repeating: "x", count: 2_500)
        }
        let text = good.joined(separator: "\n")
        var bomb = gzip(good[..<40].joined(separator: "\n") + "\n")
        gzip(appendingTo: &bomb) { write in
            for _ in 0..<80 { write([UInt8](repeating: 0, count: 1 << 12)) }
            write(Array((good.joined(separator: "\n") + "\n").utf8))
        }
        let files: [(String, [UInt8])] = [
            ("whole", Array(text.utf8)), ("packed", gzip(text)),
            ("damaged", Array(damaged.joined(separator: "\r\n").utf8)),
            ("damaged and packed", gzip(damaged.joined(separator: "\n"))),
            ("cut", Array(gzip(text).dropLast(700))), ("one line", Array(good[0].utf8)), ("empty", []),
            ("blank", Array(String(repeating: "\n", count: 5_000).utf8)),
            ("another kind", Array(String(repeating: "<html>\n", count: 5_000).utf8)), ("a bomb", bomb),
            ("one endless line", [UInt8](repeating: 120, count: 200_000)),
            ("late", Array((Array(repeating: "{}", count: 900) + good).joined(separator: "\n").utf8)),
            ("too late", Array((Array(repeating: "{}", count: 1_100) + good).joined(separator: "\n").utf8)),
        ]
        for (what, bytes) in files {
            let source = try folder.file(bytes)
            expectSame(source, small, what)
            expectSame(source, RecordingLimits(), what)
        }
    }

    @Test("no more lines than the bound are decoded at a time, however short they are", arguments: [1, 3])
    func shortLines(threads: Int) throws {
        let lines = [report(0)] + Array(repeating: "x", count: 50_000) + [report(1)]
        let limits = RecordingLimits()
        struct Found {
            var counts: [Int] = []
            var reports = 0
        }
        var found = Found()
        try RecordingCrew.read(
            try folder.file(lines.joined(separator: "\n")), limits: limits, threads: threads, into: &found
        ) { found, items, _ in
            found.counts.append(items.count)
            for case .line in items { found.reports += 1 }
        }
        #expect(found.counts.allSatisfy { $0 <= limits.portionLines })
        #expect(found.counts.reduce(0, +) == lines.count)
        #expect(found.reports == 2)
    }

    @Test("what lies behind the place where the reading stops is not handed out, however much is decoded at a time")
    func behindTheStop() throws {
        // Behind two reports lines that nobody can read, far smaller when packed.
        let lines = [report(0), report(1)] + Array(repeating: String(repeating: "x", count: 99), count: 5_000)
        let source = try folder.file(gzip(lines.joined(separator: "\n") + "\n"))
        var counts: Set<Int> = []
        for (portionBytes, portionLines) in [(1_000, 4_096), (7_000, 4_096), (60_000, 4_096), (60_000, 3)] {
            let limits = RecordingLimits(
                lineBytes: 2_000, chunkBytes: 1_000, portionBytes: portionBytes, portionLines: portionLines,
                expansionRatio: 20, expansionGraceBytes: 20_000)
            for threads in [1, 3] {
                let found = outcome(of: source, limits: limits, threads: threads)
                #expect(found.lines.count == 2)
                #expect(found.error?.problem == .expandsTooMuch(limit: 20))
                counts.insert(found.damaged.count)
            }
        }
        // A line is 100 bytes; the bound begins behind the chunk with the last readable one, and is looked at once a chunk.
        #expect(counts.count == 1 && counts.allSatisfy { (200...220).contains($0) }, "\(counts)")
    }

    @Test("the line in which a file breaks off is told by the error alone", arguments: [1, 3], [1_000, 1 << 18])
    func brokenOff(threads: Int, portionBytes: Int) throws {
        var random = SeededGenerator(seed: 1)
        // Figures that pack badly, so that many places of the file lie within lines.
        let lines = (0..<400).map { _ in report(Int.random(in: 0..<1_000_000_000, using: &random)) }
        let whole = gzip(lines.joined(separator: "\n") + "\n")
        let limits = RecordingLimits(lineBytes: 2_000, chunkBytes: portionBytes, portionBytes: portionBytes)
        for missing in stride(from: 9, to: 400, by: 17) {
            let source = try folder.file(Array(whole.dropLast(missing)))
            let found = outcome(of: source, limits: limits, threads: threads)
            #expect(found.error?.problem == .truncatedGzip)
            #expect(found.damaged.isEmpty)
            #expect(found.lines.count > 300)
        }
    }

    @Test("a file that is not there is said, and no thread is left behind")
    func missing() {
        for _ in 0..<200 {
            let found = outcome(of: .file("/nowhere/at/all"), limits: RecordingLimits(), threads: 4)
            #expect(found.error?.problem == .notFound)
        }
    }

    @Test("what a pipe has given is folded before it gives more", arguments: [1, 3])
    func pipe(threads: Int) throws {
        let pipe = Pipe()
        let folded = DispatchSemaphore(value: 0)
        let hasStopped = Mutex(false)
        let writer = pipe.fileHandleForWriting
        let lines = (0..<500).map { Data((report($0) + "\n").utf8) }
        Thread.detachNewThread {
            for line in lines {
                // The reading gives up with the writer.
                guard (try? writer.write(contentsOf: line)) != nil else { break }
                guard folded.wait(timeout: .now() + 10) == .success else {
                    hasStopped.withLock { $0 = true }
                    break
                }
            }
            try? writer.close()
        }
        // Closed with its handle, which nothing else holds.
        defer { withExtendedLifetime(pipe) {} }
        var reports = 0
        try RecordingCrew.read(
            .file("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"), threads: threads, into: &reports
        ) { reports, items, _ in
            reports += items.count
            for _ in items { folded.signal() }
            // Were there another thread, it would have the next one decoded before the turn is passed.
            usleep(500)
        }
        #expect(!hasStopped.withLock { $0 }, "\(reports) reports, and no more")
        #expect(reports == 500)
    }

    @Test("a pipe that turns out to be no recording is left at once, while its writer waits", arguments: [1, 3])
    func barrenPipe(threads: Int) async throws {
        let pipe = Pipe()
        defer { withExtendedLifetime(pipe) {} }
        let writer = pipe.fileHandleForWriting
        let source = RecordingSource.file("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
        let error = Mutex<RecordingError?>(nil)
        Thread.detachNewThread {
            var count = 0
            do throws(RecordingError) {
                try RecordingCrew.read(source, threads: threads, into: &count) { count, items, _ in count += items.count
                }
            } catch let found {
                error.withLock { $0 = found }
            }
        }
        let lines = Data(String(repeating: "x\n", count: 600).utf8)
        try writer.write(contentsOf: lines)
        try await Task.sleep(for: .milliseconds(200))
        #expect(error.withLock { $0 } == nil)
        try writer.write(contentsOf: lines)
        try await eventually("it is left", within: .seconds(10)) { error.withLock { $0 } != nil }
        try writer.close()
    }

    @Test("portions are folded by several threads, one at a time")
    func manyThreads() throws {
        struct Found {
            var threads: Set<UInt> = []
            var isBusy = false
            var overlaps = 0
        }
        let source = try folder.file((0..<20_000).map(report).joined(separator: "\n"))
        let limits = RecordingLimits(lineBytes: 2_000, chunkBytes: 2_000, portionBytes: 2_000)
        var found = Found()
        try RecordingCrew.read(source, limits: limits, threads: 4, into: &found) { found, items, _ in
            if found.isBusy { found.overlaps += 1 }
            found.isBusy = true
            found.threads.insert(UInt(pthread_self()))
            // Long enough for the others to come, and to be seen where they should wait.
            usleep(200)
            found.isBusy = false
        }
        #expect(found.overlaps == 0)
        #expect(found.threads.count > 1)
    }

    @Test("a mask of processors is counted")
    func processors() {
        #expect(Processors.allowed(status: "Name:\tx\nCpus_allowed:\tff,ffffffff\nCpus_allowed_list:\t0-39\n") == 40)
        #expect(Processors.allowed(status: "Cpus_allowed:\t3\n") == 2)
        #expect(Processors.allowed(status: "Cpus_allowed:\t0\n") == nil)
        #expect(Processors.allowed(status: "") == nil)
        #expect(Processors.count >= 1)
    }
}
