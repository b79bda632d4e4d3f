import HTTPTypes
package import Hummingbird
import HummingbirdCore

/// The routes of a port. A method that a path does not have is answered with 405 there, and the ones that it has.
package struct PortRoutes {
    package typealias Handler = @Sendable (Request, PortContext) async throws -> Response

    /// Who may ask for what a route answers.
    package enum Access: Sendable {
        /// Everybody who reaches the port: pages without data, health, and routes that look at their own tokens.
        case everybody
        /// Whoever has the token, where there is one.
        case token
    }

    /// What is put together while routes are added.
    private final class Draft {
        var table = RouteTable()
    }

    private let router = Router(context: PortContext.self)
    private let draft = Draft()
    private let gate: PortGate
    private let counters: PortCounters

    init(gate: PortGate, counters: PortCounters) {
        self.gate = gate
        self.counters = counters
    }

    /// Whether `Access.token` asks for one; where not, it lets everybody on this machine read.
    package var needsToken: Bool { gate.needsToken }

    /// The paths that have been added, in order.
    package var paths: [String] { table.paths }

    /// What has been added so far.
    var table: RouteTable { draft.table }

    /// Adds a route that is read: GET and HEAD.
    ///
    /// - Parameters:
    ///   - path: with `{name}` for parts that the handler takes from its context.
    ///   - answersUpgrades: whether the handler says why an upgrade on its path was refused; elsewhere none is possible.
    package func get(
        _ path: String, _ access: Access, answersUpgrades: Bool = false, _ handler: @escaping Handler
    ) {
        let answer = guarded(access, answersUpgrades: answersUpgrades, changes: false, handler)
        // The gate leaves the body of an answer to HEAD away. Hummingbird's own HEAD would say that a stream has no bytes.
        add(.get, path, nil, answer)
        add(.head, path, nil, answer)
    }

    /// Adds a route that takes a body, whole when the handler is called: `request.body.collect(upTo:)` waits for nothing.
    package func post(_ path: String, _ access: Access, body: BodyRule, _ handler: @escaping Handler) {
        add(.post, path, admitting(body, access), guarded(access, changes: true, handler))
    }

    /// As `post`, for PUT.
    package func put(_ path: String, _ access: Access, body: BodyRule, _ handler: @escaping Handler) {
        add(.put, path, admitting(body, access), guarded(access, changes: true, handler))
    }

    /// Adds a route that takes something away.
    package func delete(_ path: String, _ access: Access, _ handler: @escaping Handler) {
        add(.delete, path, nil, guarded(access, changes: true, handler))
    }

    private func add(_ method: HTTPRequest.Method, _ path: String, _ body: BodyRule?, _ answer: @escaping Handler) {
        draft.table.add(method.rawValue, path, body: body)
        router.on(RouterPath(path), method: method, use: answer)
    }

    /// - Parameter changes: whether the route changes something; pages of foreign origins may not ask for that, whatever
    ///   their browsers let them send.
    private func guarded(
        _ access: Access, answersUpgrades: Bool = false, changes: Bool, _ handler: @escaping Handler
    ) -> Handler {
        { [gate, counters] request, context in
            do throws(PortRefusal) {
                guard answersUpgrades || request.headers[values: .upgrade].isEmpty else { throw .badUpgrade }
                let head = RequestHead(request.head)
                if changes { try gate.checkOrigin(head) }
                if case .token = access { try gate.checkToken(head) }
            } catch {
                counters.refuse(error.name)
                throw Problem(error)
            }
            return try await handler(request, context)
        }
    }

    /// The same rule, which lets nobody send a body whom the route would not let in.
    private func admitting(_ body: BodyRule, _ access: Access) -> BodyRule {
        var rule = body
        rule.admit = { [gate, counters, admit = body.admit] head throws(Problem) in
            do throws(PortRefusal) {
                try gate.checkOrigin(head)
                if case .token = access { try gate.checkToken(head) }
            } catch {
                counters.refuse(error.name)
                throw Problem(error)
            }
            return try admit(head)
        }
        return rule
    }

    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    /// To be asked for once, when all routes are there.
    func makeResponder() -> RouterResponder<PortContext> {
        for path in table.paths {
            let served = table.methods(ofRoute: path)
            let problem = Problem.methodNotAllowed(served)
            for method in Self.methods where !served.contains(method.rawValue) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in throw problem }
            }
        }
        return router.buildResponder()
    }
}

extension Problem {
    /// - Parameter served: the methods that the path has.
    static func methodNotAllowed(_ served: [String]) -> Problem {
        let list = served.joined(separator: ", ")
        let words = served.joined(separator: " and ")
        return Problem(
            405, "Method Not Allowed", "only \(words) \(served.count == 1 ? "is" : "are") served here",
            headers: [.allow: list])
    }
}
