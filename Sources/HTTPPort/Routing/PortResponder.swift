import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Answers requests that have passed the gate: the routes, and around them what all answers have in common.
struct PortResponder: Sendable {
    let routes: RouterResponder<PortContext>
    let table: RouteTable
    let gate: PortGate
    let limits: PortLimits
    let counters: PortCounters
    let logger: Logger

    func respond(
        to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel
    ) async throws {
        let isAdmitted = counters.beginRequest(atMost: limits.maxRequestsInFlight)
        var response: Response
        if isAdmitted {
            response = await answer(request, on: channel)
            // What is left is writing, to which the time limit of writing applies, not this one: a stream may go on for
            // hours.
            counters.endRequest()
        } else {
            counters.refuse(PortRefusal.tooBusy.name)
            response = Problem(PortRefusal.tooBusy).response
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[values: .vary] += ["Origin"]
        share(&response, with: request)
        try await writer.write(response: response.head, body: response.body)
    }

    private func answer(_ request: Request, on channel: any Channel) async -> Response {
        let context = PortContext(source: .init(channel: channel, logger: logger))
        do {
            let response = try await routes.respond(to: request, context: context)
            // The router answers for itself where it has no route.
            guard context.endpointPath == "NotFound" else { return response }
            // Of a path that is there, the router knows no method beyond those of HTTP itself.
            let served = table.methods(at: RequestHead(request.head).path)
            return (served.map(Problem.methodNotAllowed) ?? .nothingHere).response
        } catch let problem as Problem {
            return problem.response
        } catch {
            counters.refuse("internal_error")
            return Problem(500, "Internal Server Error", "the answer could not be made").response
        }
    }

    /// Pages of other origins may read only where that was configured (Fetch standard, CORS).
    private func share(_ response: inout Response, with request: Request) {
        guard let origin = request.headers[.origin], gate.origins.isConfigured(origin) else { return }
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            // A browser asks first where a page wants to send a token along.
            response = Response(
                status: .noContent,
                headers: [
                    .accessControlAllowMethods: methods(at: request).joined(separator: ", "),
                    .accessControlAllowHeaders:
                        "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, If-None-Match",
                    .accessControlMaxAge: "600", .vary: "Origin",
                ])
        }
        if response.headers[.accessControlAllowOrigin] == nil {
            response.headers[.accessControlAllowOrigin] = origin
            response.headers[.accessControlExposeHeaders] = Self.exposedHeaders
        }
    }

    /// What pages of configured origins may read besides the usual fields.
    static let exposedHeaders = "ETag, Retry-After"

    private func methods(at request: Request) -> [String] {
        table.methods(at: RequestHead(request.head).path) ?? ["GET", "HEAD"]
    }
}

extension Problem {
    static let nothingHere = Problem.notFound("nothing is here: /openapi.json lists what is")
}
