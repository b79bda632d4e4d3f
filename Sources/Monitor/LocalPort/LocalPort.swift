package import HTTPPort
package import LiveServer
package import Relay

/// The port on which a bot answers while it runs: the live site, alone or beside a relay's feed.
package struct LocalPort: Sendable {
    /// Why a local port was not opened.
    package enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        /// Whoever reaches the machine could read everything.
        case needsToken(String)

        package var description: String {
            switch self {
            case .needsToken(let host):
                "refusing to listen on \(host) without a token: anybody could read the rooms; set ROOMVITALS_API_TOKEN "
                    + "or listen on 127.0.0.1"
            }
        }
    }

    package let site: LiveSite
    private let port: HTTPPort?
    private let relay: RelayServer?

    /// - Parameter version: of the program.
    package static func makeSite(version: String) -> LiveSite {
        LiveSite(
            .init(
                version: version, swiftVersion: Self.swiftVersion, monotonic: { Clock.monotonic },
                wall: { Clock.wall }))
    }

    #if compiler(>=6.3)
        private static let swiftVersion = "6.3"
    #else
        private static let swiftVersion = "6.2"
    #endif

    /// Opens a port for the site alone.
    ///
    /// - Parameter more: what else `/metrics` tells.
    package static func start(
        _ site: LiveSite, host: String, port: Int, configuration: HTTPPort.Configuration,
        more: (@Sendable () -> [ProgramStatistic])? = nil
    ) async throws -> LocalPort {
        let address = try ListenedAddress(host: host, port: port)
        guard address.isLoopback || configuration.token != nil else { throw Refusal.needsToken(host) }
        var configuration = configuration
        configuration.routes = { site.add(to: $0) }
        let http = try await HTTPPort.start(
            host: host, port: port, configuration: configuration, loop: HTTPPort.Loop(niceness: LiveSite.niceness))
        return LocalPort(site: site, port: http, relay: nil, more: more)
    }

    /// Shows the site on a relay's port, which was started with the site's routes.
    package static func start(
        _ site: LiveSite, on relay: RelayServer, more: (@Sendable () -> [ProgramStatistic])? = nil
    ) -> LocalPort {
        LocalPort(site: site, port: nil, relay: relay, more: more)
    }

    private init(
        site: LiveSite, port: HTTPPort?, relay: RelayServer?, more: (@Sendable () -> [ProgramStatistic])?
    ) {
        self.site = site
        self.port = port
        self.relay = relay
        site.tell { [http = port ?? relay?.http] in
            (http.map { $0.statistics.metrics } ?? []) + (relay.map { $0.feedStatistics.metrics } ?? [])
                + (more?() ?? [])
        }
        site.start()
    }

    package var host: String { port?.host ?? relay?.host ?? "" }
    package var number: Int { port?.port ?? relay?.port ?? 0 }

    /// Tells the last there is to tell, and closes.
    package func shutdown() async {
        await site.finish()
        await port?.shutdown()
        await relay?.shutdown()
    }
}
