import Foundation
import HTTPPort
import RoomAccess
import SessionRecords
import SessionStore
import Synchronization
import TestSupport
import Testing
import VitalsJSON

@testable import SessionServer

/// The sessions API on a free port of loopback, with a SQLite store, whose clocks a test moves.
struct ServedSessions {
    static let key = "key"
    static let secret = "a-secret-of-more-than-32-characters-for-tests"

    final class Clock: Sendable {
        private let seconds = Mutex(1_795_527_357.0)

        var now: Double { seconds.withLock { $0 } }

        func advance(by more: Double) { seconds.withLock { $0 += more } }
    }

    let site: SessionSite
    let http: HTTPPort
    let clock: Clock
    let folder: URL
    /// The paths that were added to the port.
    let paths: [String]

    /// Runs `body` on threads of its own, with a site that is taken down afterwards.
    ///
    /// - Parameter withKeys: whether access tokens are asked for.
    static func run(
        withKeys: Bool = true, token: String? = nil, store given: (any SessionStore)? = nil,
        _ change: (inout SessionSite.Options) -> Void = { _ in }, _ body: (ServedSessions) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "served-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try given ?? StoreLocation(folder.appending(path: "sessions.sqlite").path).open()
        let clock = Clock()
        var options = SessionSite.Options(
            version: "1.2.3", monotonic: { clock.now }, wall: { clock.now * 1_000 })
        if withKeys { options.verifier = try AccessTokenVerifier(keys: [key: secret]) }
        change(&options)
        let site = SessionSite(store: store, options)
        let paths = Mutex<[String]>([])
        var configuration = HTTPPort.Configuration()
        configuration.token = try token.map(APIToken.init)
        configuration.limits.shutdownTimeout = .milliseconds(500)
        configuration.routes = { routes in
            site.add(to: routes)
            paths.withLock { $0 = routes.paths }
        }
        let http = try await HTTPPort.start(port: 0, configuration: configuration)
        let served = ServedSessions(
            site: site, http: http, clock: clock, folder: folder, paths: paths.withLock { $0 })
        site.start()
        do {
            try await withTaskExecutorPreference(ThreadExecutor()) { try await body(served) }
        } catch {
            await served.takeDown()
            throw error
        }
        await served.takeDown()
    }

    private func takeDown() async {
        await site.finish()
        await http.shutdown()
        await site.close()
    }

    func refused(_ name: String) -> UInt64 { site.statistics.refused[name] ?? 0 }

    // MARK: Tokens

    func token(_ user: String, _ sessions: SessionGrant = SessionGrant(), lifetime: Double = 600) -> String {
        AccessToken(
            apiKey: Self.key, identity: user, expiry: clock.now + lifetime, video: VideoGrant(), sessions: sessions
        ).signed(with: Self.apiSecret) ?? ""
    }

    var admin: String { token("root", SessionGrant(admin: true)) }
    var recorder: String { token("recorder", SessionGrant(save: true)) }

    private static let apiSecret: APISecret = {
        guard let secret = try? APISecret(secret) else { preconditionFailure("the secret is one") }
        return secret
    }()

    // MARK: Requests

    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: String

        var json: JSONValue { (try? Array(body.utf8).withUnsafeBytes { try JSONValue(parsing: $0) }) ?? .null }
        /// The fields that a 422 names.
        var fields: [String] {
            guard case .array(let errors)? = json["errors"] else { return [] }
            return errors.compactMap { error in
                guard case .string(let field)? = error["field"] else { return nil }
                return field
            }
        }
    }

    func ask(
        _ target: String, method: String = "GET", token: String? = nil, headers: [String] = [], body: [UInt8]? = nil
    ) throws -> Answer {
        let client = try RawClient(port: http.port)
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1"] + headers
        if let token { lines.append("Authorization: Bearer \(token)") }
        if let body {
            if !headers.contains(where: { $0.hasPrefix("Content-Type") }) {
                lines.append("Content-Type: application/json")
            }
            lines.append("Content-Length: \(body.count)")
        }
        try client.send(Array((lines + ["", ""]).joined(separator: "\r\n").utf8) + (body ?? []))
        let answer = try client.readAnswer(omitsBody: method == "HEAD")
        return Answer(status: answer.status, headers: answer.headers, body: answer.body)
    }

    func save(_ json: JSONValue, token: String?, headers: [String] = []) throws -> Answer {
        try ask(
            "/api/v1/sessions/save", method: "POST", token: token, headers: headers,
            body: json.written(numbers: .exact))
    }

    func save(_ record: SessionRecord, token: String?) throws -> Answer { try save(record.json, token: token) }
}

enum Records {
    /// 2026-11-24 13:35:57.000 UTC
    static let noon = 1_795_527_357_000.0

    static func record(
        _ number: Int = 0, user: String? = "alice", start: Double = noon, transcript: [String] = ["Hello there"]
    ) -> SessionRecord {
        SessionRecord(
            sessionID: id(number), userID: user, mode: .video, startTime: start, endTime: start + 90_500,
            durationSeconds: 90,
            transcript: transcript.map { TranscriptLine(speaker: .user, text: $0, timestamp: start) },
            qualityMetrics: [
                "average_bitrate": 812.44, "average_fps": 29.9, "packet_loss_percentage": 0.1,
                "connection_quality_average": "excellent", "total_readings": 19, "packet_loss_events": 2,
                "participants": [],
            ], endReason: "room_ended", room: "counsel-\(number)")
    }

    static func id(_ number: Int) -> UUIDText {
        let digits = String(number, radix: 16)
        let padded = String(repeating: "0", count: 12 - digits.count) + digits
        return UUIDText("f47ac10b-58cc-4372-a567-\(padded)") ?? .random()
    }
}

extension JSONValue {
    /// The same object with another value of a member, or without it.
    func with(_ key: String, _ value: JSONValue?) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != key } + (value.map { [Member(key, $0)] } ?? []))
    }
}
