@testable import Relay

/// Runs `body` against a relay on a free port, which is shut down afterwards.
func withRelay(
    _ configuration: RelayServer.Configuration, _ body: (RelayServer) async throws -> Void
) async throws {
    let relay = try await RelayServer.start(port: 0, configuration: configuration)
    do {
        try await body(relay)
    } catch {
        await relay.shutdown()
        throw error
    }
    await relay.shutdown()
}
