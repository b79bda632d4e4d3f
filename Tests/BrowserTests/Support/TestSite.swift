import Foundation
import HTTPPort
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import LiveServer
@testable import Relay
@testable import SessionServer

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
        configuration.port.routes = { [self] routes in add(to: routes) }
        return configuration
    }

    private func add(to routes: PortRoutes) {
        routes.get("/pages/{name}", .everybody) { [self] _, context in page(try context.text(of: "name")) }
        // The pages' modules, as the program serves them.
        for (folder, assets) in [("/live", LivePage.assets), ("/history", HistoryPage.assets)] {
            for asset in assets where !asset.isPage {
                let file = StaticFile(body: asset.body, contentType: asset.contentType)
                routes.get(folder + asset.path, .everybody) { request, _ in file.response(to: request) }
            }
        }
        routes.get("/tell/{name}", .everybody) { [self] request, context in
            let name = try context.text(of: "name")
            let text = request.uri.query?.removingPercentEncoding ?? ""
            box.withLock { $0.told[name, default: []].append(text) }
            return .text("told", status: 200)
        }
        routes.get("/allowed/{name}", .everybody) { [self] _, context in
            let name = try context.text(of: "name")
            let isAllowed = box.withLock { $0.allowed.contains(name) }
            return .text(isAllowed ? "yes" : "no", status: isAllowed ? 200 : 202)
        }
    }

    private func page(_ name: String) -> Response {
        guard let data = try? Data(contentsOf: folder.appending(path: name)) else {
            return .text("no page", status: 404)
        }
        let type = name.hasSuffix(".html") ? "text/html" : "text/javascript"
        return Response(
            status: .ok, headers: [.contentType: "\(type); charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}
