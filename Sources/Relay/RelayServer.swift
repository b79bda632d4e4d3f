package import HTTPPort
import NIOCore
package import RoomAccess
import Synchronization

/// The feed's server side: rooms of participants who send their stats and monitors who get them, over WebSocket.
///
/// One event loop serves all rooms, so that everybody in a room sees the same order. It runs until `shutdown`.
package final class RelayServer: Sendable {
    /// What a relay serves, to whom, and within which bounds.
    package struct Configuration: Sendable {
        package var limits = RelayLimits()
        /// Verifies access tokens. `nil`: none is asked for, and only loopback addresses can be listened on.
        package var verifier: AccessTokenVerifier?
        /// The port that the feed shares with whatever else is served there.
        package var port = HTTPPort.Configuration()
        /// A path on which WebSocket messages are sent back, for conformance suites; `nil` for none.
        package var echoPath: String?

        package init() {}
    }

    /// The port that the relay listens on.
    package let http: HTTPPort
    private let counters: RelayCounters
    private let core: NIOLoopBound<RelayCore>
    /// Once it is, nothing may be handed to the event loop any more.
    private let isShutDown = Mutex(false)

    private init(http: HTTPPort, counters: RelayCounters, core: NIOLoopBound<RelayCore>) {
        self.http = http
        self.counters = counters
        self.core = core
    }

    /// Listens and serves.
    ///
    /// - Parameters:
    ///   - host: a name or an address.
    ///   - port: 0 for any free one.
    package static func start(
        host: String = "127.0.0.1", port: Int, configuration: Configuration = Configuration()
    ) async throws(RelayStartError) -> RelayServer {
        let counters = RelayCounters()
        let loop = HTTPPort.Loop()
        do {
            let address = try ListenedAddress(host: host, port: port)
            guard configuration.verifier != nil || address.isLoopback else { throw RelayStartError.needsKeys(host) }
            let core = await loop.make { eventLoop in
                RelayCore(
                    configuration: configuration,
                    gate: HandshakeGate(
                        limits: configuration.limits, verifier: configuration.verifier,
                        origins: OriginAllowList(origins: configuration.port.allowedOrigins)),
                    counters: counters, eventLoop: eventLoop)
            }
            var settled = configuration.port
            settled.routes = { routes in
                FeedRoutes(core: core, eventLoop: loop.eventLoop, counters: counters).add(to: routes)
                RelayPages.add(to: routes)
                configuration.port.routes(routes)
            }
            let http = try await HTTPPort.start(
                host: host, port: port, configuration: settled, loop: loop,
                upgrades: .init(maxFrameSize: configuration.limits.maxMessageBytes) { gate in
                    FeedUpgrade(core: core.value, port: gate)
                })
            return RelayServer(http: http, counters: counters, core: core)
        } catch {
            await loop.shutdown()
            throw error as? RelayStartError ?? .port(error as? PortStartError ?? .unknownHost(host))
        }
    }

    /// The address that is listened on.
    package var host: String { http.host }
    package var port: Int { http.port }

    /// What the feed has done and turned away so far, without the port's share. From any thread.
    package var feedStatistics: RelayStatistics { counters.snapshot }

    /// What has been done and turned away so far, by the port with it. From any thread.
    package var statistics: RelayStatistics {
        var statistics = feedStatistics
        let port = http.statistics
        statistics.connections = port.connections
        statistics.connectionsAccepted = port.connectionsAccepted
        statistics.httpRequests = port.requests
        statistics.refusedHandshakes.merge(port.refused) { $0 + $1 }
        return statistics
    }

    /// Opens a room before anybody is in it, or gives an open one other metadata.
    ///
    /// - Returns: `false` where there are as many rooms as there may be, or the name or the metadata is too long.
    @discardableResult
    package func reserveRoom(_ name: String, metadata: String = "") async -> Bool {
        await onLoop { $0.hub.reserveRoom(name, metadata: metadata) } ?? false
    }

    /// Ends a room: everybody in it gets `leave` with ROOM_DELETED.
    ///
    /// - Returns: `false` where there is none of that name.
    @discardableResult
    package func deleteRoom(_ name: String) async -> Bool {
        await onLoop { $0.hub.deleteRoom(name) } ?? false
    }

    /// Stops listening, says goodbye to everybody and waits for them to go, as long as the limits allow. Another call
    /// returns at once.
    package func shutdown() async {
        isShutDown.withLock { $0 = true }
        await http.shutdown { [core] in core.value.hub.shutdown() }
    }

    private func onLoop<Result: Sendable>(_ body: @escaping @Sendable (RelayCore) -> Result) async -> Result? {
        let answer = isShutDown.withLock { [core, loop = http.eventLoop] isShutDown in
            isShutDown ? nil : loop.submit { body(core.value) }
        }
        return try? await answer?.get()
    }
}

/// Why a relay could not start.
package enum RelayStartError: Error, Sendable, Equatable {
    /// Without API keys everybody could join: such a relay stays on this machine.
    case needsKeys(String)
    case port(PortStartError)
}

extension RelayStartError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .needsKeys(let host):
            "refusing to listen on \(host) without API keys: anybody could join; set keys or listen on 127.0.0.1"
        case .port(let error): "\(error)"
        }
    }
}
