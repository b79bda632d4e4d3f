import Foundation
import Recordings
import Testing
import VitalsJSON

/// Files that are no plain files, and such as change under the reader's hands.
@Suite struct OddFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let line = #"{"t":1,"participant":"alice","pc":"publisher","reports":[]}"#

    @Test func `no such file, a file as folder, and a folder as file`() throws {
        let missing = try #require(outcome(of: .file(folder.path(of: "missing"))).error)
        #expect(missing.problem == .notFound)
        #expect(!missing.isBadData)
        #expect(missing.description == "\(folder.path(of: "missing")): no such file; check the path")
        _ = try folder.file(line, name: "file")
        #expect(outcome(of: .file(folder.path(of: "file/x"))).error?.problem == .notFound)
        #expect(outcome(of: .file(folder.path)).error?.problem == .isDirectory)
        #expect(outcome(of: .file("")).error?.problem == .notFound)
        let loop = folder.path(of: "loop")
        try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
        #expect(outcome(of: .file(loop)).error?.problem == .cannotOpen(errno: ELOOP))
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func `a file without permission`() throws {
        let source = try folder.file(line)
        chmod(source.name, 0)
        #expect(outcome(of: source).error?.problem == .permissionDenied)
    }

    @Test func `a device without end is no recording, and soon`() throws {
        let zeros = try #require(outcome(of: .file("/dev/zero")).error)
        guard case .notARecording("binary data", _) = zeros.problem else {
            Issue.record("\(zeros)")
            return
        }
        #expect(zeros.offset <= 32 << 20)
        #expect(outcome(of: .file("/dev/null")).error?.problem == .empty)
    }

    @Test func `a named pipe is read to its writer's end, its size is unknown`() throws {
        let path = folder.path(of: "fifo")
        #expect(mkfifo(path, 0o600) == 0)
        let text = line + "\n" + line
        Thread.detachNewThread {
            guard let file = fopen(path, "w") else { return }
            fputs(text, file)
            fclose(file)
        }
        var reader = try RecordingReader(.file(path))
        #expect(reader.progress.totalBytes == nil)
        #expect(try reader.next() != nil)
        #expect(try reader.next() != nil)
        #expect(try reader.next() == nil)
    }

    @Test func `a pipe that brings a packed recording byte by byte`() throws {
        let packed = gzip((0..<50).map { _ in line + "\n" }.joined())
        let pipe = FedPipe(packed, pieceBytes: 1)
        pipe.feed()
        let found = outcome(of: pipe.source)
        #expect(found.lines.count == 50)
        #expect(found.error == nil)
    }

    @Test func `a file that grows while it is read is read as far as it is there`() throws {
        let source = try folder.file((0..<100).map { _ in line + "\n" }.joined())
        var reader = try RecordingReader(source, limits: RecordingLimits(chunkBytes: 64, portionBytes: 64))
        var count = 0
        while try reader.next() != nil {
            count += 1
            if count == 50 {
                let file = try #require(FileHandle(forWritingAtPath: source.name))
                try file.seekToEnd()
                try file.write(contentsOf: Data((line + "\n").utf8))
                try file.close()
            }
        }
        #expect(count == 101)
    }

    @Test func `a file that shrinks or is deleted while it is read ends where it ends`() throws {
        let source = try folder.file((0..<100).map { _ in line + "\n" }.joined())
        var shrinking = try RecordingReader(source, limits: RecordingLimits(chunkBytes: 64, portionBytes: 64))
        _ = try shrinking.next()
        truncate(source.name, 0)
        var rest = 0
        while try shrinking.next() != nil { rest += 1 }
        #expect(rest < 4)

        let other = try folder.file((0..<100).map { _ in line + "\n" }.joined(), name: "vanishing")
        var vanishing = try RecordingReader(other, limits: RecordingLimits(chunkBytes: 64, portionBytes: 64))
        unlink(other.name)
        var count = 0
        while try vanishing.next() != nil { count += 1 }
        #expect(count == 100)
    }

    @Test func `a sparse file of three gigabytes is refused without being read through`() throws {
        let source = try folder.file("")
        #expect(truncate(source.name, 3 << 30) == 0)
        let error = try #require(outcome(of: source).error)
        guard case .notARecording = error.problem else {
            Issue.record("\(error)")
            return
        }
        #expect(error.offset < 64 << 20)
    }

    @Test func `a read error is named with its place, and what was read stands`() throws {
        // /proc/self/mem has nothing at address 0: reading it is an I/O error.
        let error = try #require(outcome(of: .file("/proc/self/mem")).error)
        #expect(error.problem == .readFailed(errno: EIO))
        #expect(error.offset == 0)
        #expect(!error.isBadData)
        #expect(error.description.contains("Input/output error"))
    }

    @Test func `no file stays open`() throws {
        let source = try folder.file(gzip(line))
        let open = { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        let before = try open()
        for _ in 0..<200 {
            _ = outcome(of: source)
            _ = outcome(of: .file(folder.path))
        }
        // Other tests open files at the same time.
        #expect(try open() < before + 150)
    }

    @Test func `a dash is standard input`() {
        #expect(RecordingSource(argument: "-") == .standardInput)
        #expect(RecordingSource(argument: "./-") == .file("./-"))
        #expect(RecordingSource.standardInput.name == "standard input")
    }
}
