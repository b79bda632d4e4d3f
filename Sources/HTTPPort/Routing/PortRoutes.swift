import HTTPTypes
package import Hummingbird
import HummingbirdCore

/// The routes of a port. Each answers GET and HEAD; every other method on its path is 405.
package struct PortRoutes {
    package typealias Handler = @Sendable (Request, PortContext) async throws -> Response

    /// Who may read what a route answers.
    package enum Access: Sendable {
        /// Everybody who reaches the port: pages without data, health.
        case everybody
        /// Whoever has the token, where there is one.
        case token
    }

    private let router = Router(context: PortContext.self)
    private let gate: PortGate
    private let counters: PortCounters

    init(gate: PortGate, counters: PortCounters) {
        self.gate = gate
        self.counters = counters
    }

    /// Whether `Access.token` asks for one; where not, it lets everybody on this machine read.
    package var needsToken: Bool { gate.needsToken }

    /// The paths that have been added, in order.
    package var paths: [String] { router.routes.filter { $0.method == .get }.map { $0.path.description } }

    /// Adds a route.
    ///
    /// - Parameters:
    ///   - path: with `{name}` for parts that the handler takes from its context.
    ///   - answersUpgrades: whether the handler says why an upgrade on its path was refused; elsewhere none is possible.
    package func get(
        _ path: String, _ access: Access, answersUpgrades: Bool = false, _ handler: @escaping Handler
    ) {
        let path = RouterPath(path)
        let answer: Handler = { [gate, counters] request, context in
            do throws(PortRefusal) {
                guard answersUpgrades || request.headers[values: .upgrade].isEmpty else { throw .badUpgrade }
                if case .token = access { try gate.checkToken(RequestHead(request.head)) }
            } catch {
                counters.refuse(error.name)
                throw Problem(error)
            }
            return try await handler(request, context)
        }
        // The gate leaves the body of an answer to HEAD away. Hummingbird's own HEAD would say that a stream has no bytes.
        for method in [HTTPRequest.Method.get, .head] { router.on(path, method: method, use: answer) }
        for method in Self.refusedMethods {
            router.on(path, method: method) { _, _ -> Response in throw Problem.methodNotAllowed }
        }
    }

    private static let refusedMethods: [HTTPRequest.Method] = [
        .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    func makeResponder() -> RouterResponder<PortContext> { router.buildResponder() }
}

extension Problem {
    static let methodNotAllowed = Problem(
        405, "Method Not Allowed", "only GET and HEAD are served here", headers: [.allow: "GET, HEAD"])
}
