import HTTPPort
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import SessionRecords
import SessionStore
import VitalsJSON

/// `POST /api/v1/sessions/save`: keeps a finished session, once, however often it is sent.
struct SaveRoute: Sendable {
    static let path = "/api/v1/sessions/save"
    /// Bytes that are read on the port's own thread; what is longer would keep everybody else waiting.
    private static let shortBody = 32_768

    let site: SessionSite

    func add(to routes: PortRoutes) {
        let rule = BodyRule(maxBytes: site.limits.bodyBytes) { [site] head throws(Problem) in
            let caller = try site.access.caller(of: head)
            guard let wait = site.rates.take(caller.user ?? "", now: site.options.monotonic()) else {
                // Whoever saves for others holds the keys.
                return caller.savesForAll ? nil : caller.user.map(BodySender.init)
            }
            site.counters.refuse("rate")
            throw Problem(
                429, "Too Many Requests", "this user saves too many sessions in a short time",
                members: [.init("code", "rate")], headers: [.retryAfter: "\(Int(wait.rounded(.up)))"])
        }
        routes.post(Self.path, site.portAccess, body: rule) { request, _ in
            do {
                try Acceptance.json.check(request)
                return try await answer(request)
            } catch let problem as Problem {
                if let code = problem.code { site.counters.refuse(code) }
                throw problem
            }
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        let head = RequestHead(request.head)
        let caller = try site.access.caller(of: head)
        let body = try await request.body.collect(upTo: site.limits.bodyBytes)
        var record = try await read(Array(buffer: body))
        try Self.checkKey(of: head, record)
        if !caller.savesForAll {
            guard record.userID.map(caller.isUser) ?? true else {
                throw Problem(
                    403, "Forbidden", "user_id is another user's than the token's",
                    members: [.init("code", "foreign_user")])
            }
            record.userID = caller.user
        }
        return try await save(record)
    }

    private func read(_ bytes: [UInt8]) async throws -> SessionRecord {
        guard bytes.count > Self.shortBody else { return try RecordReader.read(bytes, limits: site.limits) }
        return try await Task.detached(executorPreference: globalConcurrentExecutor) { [limits = site.limits] in
            try RecordReader.read(bytes, limits: limits)
        }.value
    }

    /// A key that names another session would be somebody's mistake.
    private static func checkKey(of head: RequestHead, _ record: SessionRecord) throws(Problem) {
        let values = head.values(of: "Idempotency-Key")
        guard !values.isEmpty else { return }
        // With or without the quotation marks of a structured field.
        let key = values[0].filter { $0 != "\"" }
        guard values.count == 1, UUIDText(key) == record.sessionID else {
            var faults = FieldFaults(limit: 1)
            faults.add("Idempotency-Key", "must be the session_id")
            throw faults.problem
        }
    }

    private func save(_ record: SessionRecord) async throws(Problem) -> Response {
        let outcome = try await site.ask(changes: true) { store throws(StoreFailure) in
            try await store.save(record, now: site.options.wall())
        }
        switch outcome {
        case .saved:
            site.counters.update { $0.saved += 1 }
            site.events.tell(.saved, SessionSummary(of: record), now: site.options.monotonic())
            return Self.answer(record, "saved", status: .created)
        case .alreadySaved:
            site.counters.update { $0.alreadySaved += 1 }
            return Self.answer(record, "already saved", status: .ok)
        case .conflict:
            throw Problem(
                409, "Conflict", "another session was saved under this session_id",
                members: [.init("code", "conflict"), .init("session_id", .string(record.sessionID.text))])
        }
    }

    private static func answer(
        _ record: SessionRecord, _ text: String, status: HTTPResponse.Status
    ) -> Response {
        let object: JSONValue = ["session_id": .string(record.sessionID.text), "status": .string(text)]
        var response = Response.json(object.written())
        response.status = status
        return response
    }
}

extension Problem {
    /// The stable name under which it is counted.
    var code: String? {
        guard case .string(let code)? = members.first(where: { $0.key == "code" })?.value else { return nil }
        return code
    }
}
