import Foundation
import TestSupport

/// A library that is loaded in front of the C library's, built from `Tests/Faults`.
final class Preload {
    private let folder: TemporaryFolder

    init(_ name: String) throws {
        folder = try TemporaryFolder()
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Faults/\(name).c")
        let compiler = try ChildProcess(
            "clang", ["-shared", "-fPIC", "-o", folder.path("library.so"), source.path],
            environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
            output: folder.url.appending(path: "clang.log"))
        while compiler.isRunning { usleep(10_000) }
        guard compiler.exitStatus == 0 else {
            throw ChildProcess.Failure(description: "clang: \(compiler.output)")
        }
    }

    var path: String { folder.path("library.so") }
}
