import HTTPPort
import LiveKitAPI
package import LiveServer
package import Relay
package import SessionServer
package import SessionStore

/// The sessions service: the API, its page and a relay's feed, on one port.
package struct SessionService: Sendable {
    /// Where the rooms of a fleet are looked at.
    package static let roomsPage = "/rooms"

    private let site: SessionSite
    private let local: LocalPort

    /// Opens the port.
    ///
    /// - Parameters:
    ///   - relay: of the feed; its port is the service's, and its verifier admits to both.
    ///   - live: shows the rooms of the fleet, if there is one.
    package static func start(
        host: String, port: Int, relay: RelayServer.Configuration, store: any SessionStore,
        options: SessionSite.Options, live: LiveSite, fleet: RoomFleet? = nil
    ) async throws(RelayStartError) -> SessionService {
        let site = SessionSite(store: store, options)
        var configuration = relay
        // Some bodies of the largest kind at once.
        configuration.port.limits.maxBodyBytesHeld = max(
            relay.port.limits.maxBodyBytesHeld, 4 * min(options.limits.bodyBytes, .max / 4))
        configuration.port.limits.maxBodyBytesOfSender = options.limits.bodyBytes
        configuration.port.limits.shutdownTimeout = .seconds(15)
        configuration.port.routes = { routes in
            if let fleet {
                live.addRooms(to: routes, page: roomsPage)
                fleet.route.add(to: routes)
            } else {
                live.addMetrics(to: routes)
            }
            site.add(to: routes)
        }
        let server = try await RelayServer.start(host: host, port: port, configuration: configuration)
        let local = LocalPort.start(live, on: server, more: { site.statistics.metrics + (fleet?.metrics ?? []) })
        site.start()
        return SessionService(site: site, local: local)
    }

    package var host: String { local.host }
    package var number: Int { local.number }

    /// Lets the saves that are under way finish, and closes the port, then the store.
    package func shutdown() async {
        await site.finish()
        await local.shutdown()
        await site.close()
    }
}
