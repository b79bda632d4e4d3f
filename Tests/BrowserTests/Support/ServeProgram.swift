import Foundation
import RoomAccess
import TestSupport
import Testing

/// `roomvitals serve` as a process of its own, with a store in a file that is thrown away.
final class ServeProgram {
    static let key = "key"
    static let secret = "a-secret-of-more-than-32-characters-for-tests"

    private let process: ChildProcess
    private let folder: URL
    private let withKeys: Bool

    /// - Parameter withKeys: whether access tokens are asked for.
    init(withKeys: Bool = false) throws {
        self.withKeys = withKeys
        folder = FileManager.default.temporaryDirectory.appending(path: "roomvitals-serve-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Built beside the tests.
        let program = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "roomvitals")
        var environment = ["PATH": "/usr/bin:/bin"]
        if withKeys {
            environment["LIVEKIT_API_KEY"] = Self.key
            environment["LIVEKIT_API_SECRET"] = Self.secret
        }
        process = try ChildProcess(
            program.path,
            ["serve", "--listen", "127.0.0.1:0", "--store", folder.appending(path: "sessions.sqlite").path],
            environment: environment, output: folder.appending(path: "output"))
    }

    deinit {
        process.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The port that it says its page is on.
    func port() async throws -> Int {
        let pattern = /http:\/\/127\.0\.0\.1:(\d+)\//
        try await eventually("the service listens") {
            guard process.isRunning else { throw ChildProcess.Failure(description: "no service: \(process.output)") }
            return process.output.contains(pattern)
        }
        return try #require(process.output.firstMatch(of: pattern).flatMap { Int($0.1) })
    }

    func token(_ user: String, _ rights: SessionGrant = SessionGrant()) throws -> String {
        let token = AccessToken(
            apiKey: Self.key, identity: user, expiry: Date().timeIntervalSince1970 + 600, video: VideoGrant(),
            sessions: rights)
        return try #require(token.signed(with: APISecret(Self.secret)))
    }

    /// Saves a session as a recorder does.
    func save(_ session: FinishedSession) async throws {
        let port = try await port()
        let body = try session.body()
        var lines = [
            "POST /api/v1/sessions/save HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json",
            "Content-Length: \(body.count)",
        ]
        if withKeys { lines.append("Authorization: Bearer \(try token("recorder", SessionGrant(save: true)))") }
        let client = try RawClient(port: port)
        try client.send(Array((lines + ["", ""]).joined(separator: "\r\n").utf8) + body)
        let answer = try client.readAnswer()
        #expect(answer.status == 201, "\(answer.body)")
    }
}
