import Foundation
import Synchronization
import Testing

@testable import Relay

/// The pages of these tests on a relay's own port, and a letter box through which they talk to the tests.
final class TestSite: Sendable {
    private struct Box {
        var told: [String: [JSONText]] = [:]
        var allowed: Set<String> = []
    }

    /// What a page told, still as JSON.
    typealias JSONText = String

    private let box = Mutex(Box())
    private let folder: URL

    init() throws {
        folder = try #require(Bundle.module.resourceURL).appending(path: "Pages")
    }

    /// Lets pages go on where they wait for `name`.
    func allow(_ name: String) { box.withLock { _ = $0.allowed.insert(name) } }
    func forbid(_ name: String) { box.withLock { _ = $0.allowed.remove(name) } }

    /// Everything told under a name so far.
    func told(_ name: String) -> [JSONText] { box.withLock { $0.told[name] ?? [] } }

    /// Waits until a page has told something, and gives the last of it.
    func wait<Value: Decodable>(for name: String, as type: Value.Type = Value.self) async throws -> Value {
        try await eventually("the page tells \(name)") {
            if let failure = told("failure").last { throw ChildProcess.Failure(description: failure) }
            return !told(name).isEmpty
        }
        return try JSONDecoder().decode(Value.self, from: Data(#require(told(name).last).utf8))
    }

    /// For a relay that serves the pages beside its own.
    var configuration: RelayServer.Configuration {
        var configuration = RelayServer.Configuration()
        configuration.httpResponder = respond
        return configuration
    }

    @Sendable private func respond(_ request: RelayHTTPRequest) -> RelayHTTPResponse {
        let parts = request.path.split(separator: "/").map(String.init)
        switch parts.first {
        case "pages" where parts.count == 2: return page(parts[1])
        case "tell" where parts.count == 2:
            let text = request.query?.removingPercentEncoding ?? ""
            box.withLock { $0.told[parts[1], default: []].append(text) }
            return .text("told", status: 200)
        case "allowed" where parts.count == 2:
            let isAllowed = box.withLock { $0.allowed.contains(parts[1]) }
            return .text(isAllowed ? "yes" : "no", status: isAllowed ? 200 : 202)
        default: return RelayPages.respond(request)
        }
    }

    private func page(_ name: String) -> RelayHTTPResponse {
        guard let data = try? Data(contentsOf: folder.appending(path: name)) else {
            return .text("no page", status: 404)
        }
        let type = name.hasSuffix(".html") ? "text/html" : "text/javascript"
        return RelayHTTPResponse(
            status: 200,
            headers: [.init("Content-Type", "\(type); charset=utf-8"), .init("Cache-Control", "no-store")],
            body: Array(data))
    }
}

/// Waits until something has become true.
func eventually(_ what: String, within limit: Duration = .seconds(30), _ condition: () throws -> Bool) async throws {
    let end = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < end else { throw ChildProcess.Failure(description: "never: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
