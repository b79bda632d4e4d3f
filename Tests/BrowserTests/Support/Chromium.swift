import Foundation
import TestSupport
import Testing

/// A headless Chromium with a camera and a microphone that are not real, and a profile that is thrown away.
struct Chromium {
    /// The one reason for which these tests are not run; a missing browser fails them.
    static let isWanted = ProcessInfo.processInfo.environment["ROOMVITALS_SKIP_BROWSER"] == nil

    /// Opens a page for as long as `body` runs.
    ///
    /// - Throws: what `body` throws, with what the browser wrote.
    static func open(_ url: String, _ body: (Chromium) async throws -> Void) async throws {
        try await run([url], descriptors: [:], body)
    }

    /// Opens a page that `body` drives for as long as it runs.
    ///
    /// - Throws: as of `open`.
    static func drive(_ url: String, width: Int = 1280, _ body: (DrivenPage) async throws -> Void) async throws {
        let pipe = try DevToolsPipe()
        try await run(["--remote-debugging-pipe", "about:blank"], descriptors: pipe.descriptors) { _ in
            try await body(DrivenPage(pipe, url: url, width: width))
        }
    }

    private static func run(
        _ extra: [String], descriptors: [Int32: Int32], _ body: (Chromium) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roomvitals-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = try ChildProcess(
            program(), arguments(folder) + extra,
            environment: ["HOME": folder.path, "TMPDIR": folder.path, "PATH": "/usr/local/bin:/usr/bin:/bin"],
            output: folder.appending(path: "output"), descriptors: descriptors)
        defer { process.stop() }
        do {
            try await body(Chromium(process: process))
        } catch {
            Issue.record(
                "Chromium \(process.isRunning ? "was running" : "had ended") and wrote:\n\(process.output.suffix(4000))"
            )
            throw error
        }
    }

    private let process: ChildProcess

    private static func program() throws -> String {
        let named = ProcessInfo.processInfo.environment["ROOMVITALS_BROWSER"].map { [$0] }
        let candidates = named ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw ChildProcess.Failure(
                description:
                    "no Chromium at \(candidates.joined(separator: ", ")): apt-get install chromium, name one in "
                    + "ROOMVITALS_BROWSER, or set ROOMVITALS_SKIP_BROWSER to leave these tests out")
        }
        return found
    }

    private static func arguments(_ folder: URL) -> [String] {
        [
            "--headless=new", "--disable-gpu", "--user-data-dir=\(folder.appending(path: "profile").path)",
            // In containers tests run as root, where the sandbox cannot, and /dev/shm is small.
            "--no-sandbox", "--disable-dev-shm-usage",
            "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            "--autoplay-policy=no-user-gesture-required", "--mute-audio",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-extensions", "--disable-breakpad", "--enable-logging=stderr",
        ]
    }
}
