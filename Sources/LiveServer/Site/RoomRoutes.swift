import HTTPPort
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import VitalsJSON

/// The JSON paths and the events.
struct RoomRoutes: Sendable {
    /// Names of known rooms that a 404 lists at most.
    private static let listedRooms = 20

    let site: LiveSite

    func add(to routes: PortRoutes) {
        routes.get("/v1/rooms", .token) { [site] request, _ in
            try Acceptance.json.check(request)
            return .json(site.rooms.listJSON(now: site.options.wall()))
        }
        routes.get("/v1/rooms/{room}", .token) { request, context in
            try Acceptance.json.check(request)
            let snapshot = try room(context).snapshot
            let tag = EntityTag("\"\(snapshot.id)\"")
            let headers: HTTPFields = [.eTag: tag.text]
            guard !tag.isKnown(to: request) else {
                return Response(status: .notModified, headers: [.eTag: tag.text, .cacheControl: "no-store"])
            }
            return .json(snapshot.roomJSON, headers: headers)
        }
        routes.get("/v1/rooms/{room}/quality_metrics", .token) { request, context in
            try Acceptance.json.check(request)
            return .json(try room(context).snapshot.qualityMetricsJSON)
        }
        routes.get("/v1/rooms/{room}/history", .token) { request, context in
            try Acceptance.json.check(request)
            let room = try room(context)
            return .json(room.historyJSON(participants: try participants(of: request)))
        }
        routes.get("/v1/rooms/{room}/participants/{identity}", .token) { request, context in
            try Acceptance.json.check(request)
            let room = try room(context)
            guard let text = room.snapshot.participantJSON(try context.text(of: "identity")) else {
                throw Problem.notFound("there is no participant of that identity in the room")
            }
            return .json(text)
        }
        routes.get("/v1/rooms/{room}/participants/{identity}/history", .token) { request, context in
            try Acceptance.json.check(request)
            let room = try room(context)
            guard let text = room.participantHistoryJSON(try context.text(of: "identity")) else {
                throw Problem.notFound("no history is kept of a participant of that identity")
            }
            return .json(text)
        }
        routes.get("/v1/rooms/{room}/events", .token) { request, context in
            try Acceptance.events.check(request)
            return try events(of: try room(context), for: request, on: context.channel)
        }
    }

    private func room(_ context: PortContext) throws(Problem) -> LiveRoom {
        let name = try context.text(of: "room")
        if let room = site.rooms[name] { return room }
        let known = site.rooms.all
        throw Problem.notFound(
            known.isEmpty ? "no room is watched here" : "there is no room of that name",
            members: [.init("known_rooms", .array(known.prefix(Self.listedRooms).map { .string($0.name) }))])
    }

    private func participants(of request: Request) throws(Problem) -> Int {
        let range = LiveRoom.historyParticipantRange
        let parameters: QueryParameters
        do {
            parameters = try QueryParameters(request.uri.query ?? "")
        } catch {
            throw Problem(400, "Bad Request", "the query cannot be read")
        }
        guard let text = parameters["participants"] else { return 12 }
        // As JSON has whole numbers: no sign, no zero in front.
        guard let number = Int(text), range.contains(number), "\(number)" == text else {
            throw Problem(
                400, "Bad Request", "participants must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func events(
        of room: LiveRoom, for request: Request, on channel: any Channel
    ) throws(Problem) -> Response {
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        // Proxies such as nginx would collect events before they pass them on.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        guard request.method != .head else {
            // Of no length that could be told.
            return Response(status: .ok, headers: headers, body: ResponseBody { try await $0.finish(nil) })
        }
        let lastID = RequestHead(request.head).onlyValue(of: "Last-Event-ID")
        guard
            let stream = site.events.open(
                room, after: lastID, now: site.options.monotonic(), until: channel.closeFuture)
        else {
            throw Problem(
                503, "Service Unavailable", "there are as many event streams as there may be",
                headers: [.retryAfter: "5"])
        }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                for await event in stream { try await writer.write(event) }
                try await writer.finish(nil)
            })
    }
}
