import HTTPPort
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import SessionRecords
import SessionStore
import VitalsJSON

/// The paths on which sessions are read and deleted.
struct SessionRoutes: Sendable {
    static let path = "/api/v1/sessions"

    let site: SessionSite

    func add(to routes: PortRoutes) {
        routes.get(Self.path, site.portAccess) { request, _ in
            try Acceptance.json.check(request)
            let (caller, reader) = try site.access.reader(of: RequestHead(request.head))
            let query = try ListParameters.query(request.uri.query ?? "", for: reader, limits: site.limits)
            let page = try await site.ask { store throws(StoreFailure) in try await store.page(query) }
            return try answer(page.json(withSnippets: query.words != nil).written(numbers: .exact), to: caller)
        }
        routes.get(Self.path + "/events", site.portAccess) { request, context in
            try Acceptance.events.check(request)
            return try events(request, on: context.channel)
        }
        routes.get(Self.path + "/{id}", site.portAccess) { request, context in
            try Acceptance.json.check(request)
            let (caller, reader) = try site.access.reader(of: RequestHead(request.head))
            let id = try id(context)
            let session = try await site.ask { store throws(StoreFailure) in
                try await store.session(id, for: reader) { $0.json.written(numbers: .exact) }
            }
            guard let session else { throw Problem.noSession }
            return try answer(session, to: caller)
        }
        routes.delete(Self.path + "/{id}", site.portAccess) { request, context in
            let reader = try site.access.reader(of: RequestHead(request.head)).reader
            let id = try id(context)
            let deleted = try await site.ask(changes: true) { store throws(StoreFailure) in
                try await store.delete(id, for: reader)
            }
            guard let deleted else { throw Problem.noSession }
            site.counters.update { $0.deleted += 1 }
            site.events.tell(.deleted, deleted, now: site.options.monotonic())
            return Response(status: .noContent, headers: [.cacheControl: "no-store"])
        }
    }

    private func answer(_ bytes: [UInt8], to caller: SessionCaller) throws(Problem) -> Response {
        .json(bytes, held: try site.answers.hold(bytes.count, for: caller))
    }

    /// What is no UUID is no session either.
    private func id(_ context: PortContext) throws(Problem) -> UUIDText {
        guard let id = UUIDText(try context.text(of: "id")) else { throw .noSession }
        return id
    }

    private func events(_ request: Request, on channel: any Channel) throws -> Response {
        let (caller, reader) = try site.access.reader(of: RequestHead(request.head))
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        // Proxies such as nginx would collect events before they pass them on.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        guard request.method != .head else {
            // Of no length that could be told.
            return Response(status: .ok, headers: headers, body: ResponseBody { try await $0.finish(nil) })
        }
        guard
            let stream = site.events.open(
                caller, reader, now: site.options.monotonic(), until: channel.closeFuture)
        else {
            throw Problem(
                503, "Service Unavailable", "there are as many event streams as there may be",
                members: [.init("code", "too_many_streams")], headers: [.retryAfter: "5"])
        }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                for await event in stream { try await writer.write(event) }
                try await writer.finish(nil)
            })
    }
}

extension Problem {
    /// The same for a session that is not there and for one that is another's.
    static let noSession = Problem.notFound("there is no session of that id")
}
