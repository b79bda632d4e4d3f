import Glibc
import Hummingbird
import HummingbirdCore
import Logging
package import NIOCore
import NIOPosix
import Synchronization

/// A TCP port on which Hummingbird serves HTTP/1.1 and a connection may become a WebSocket. Runs until `shutdown`.
///
/// One event loop serves all connections, routes too: however many ask, they take one processor at most.
package final class HTTPPort: Sendable {
    /// What a port serves, to whom, and within which bounds.
    package struct Configuration: Sendable {
        package var limits = PortLimits()
        /// Host names under which the port answers besides loopback names and the address it listens on.
        package var allowedHosts: [String] = []
        /// Origins whose pages may read answers and open WebSockets besides loopback ones and the port's own, for the
        /// latter; `*` is any.
        package var allowedOrigins: [String] = []
        /// What readers of `PortRoutes.Access.token` have to show. `nil`: nothing on loopback, and nobody may read
        /// elsewhere.
        package var token: APIToken?
        /// Adds routes.
        package var routes: @Sendable (PortRoutes) -> Void = { _ in }

        package init() {}
    }

    /// The WebSockets of a port.
    package struct Upgrades: Sendable {
        /// Bytes of one frame.
        package var maxFrameSize: Int
        /// Called on the event loop for each connection.
        package var makeAttempt: @Sendable (PortGate) -> any UpgradeAttempt

        package init(maxFrameSize: Int, makeAttempt: @escaping @Sendable (PortGate) -> any UpgradeAttempt) {
            self.maxFrameSize = maxFrameSize
            self.makeAttempt = makeAttempt
        }
    }

    /// The address that is listened on.
    package let host: String
    package let port: Int
    package var eventLoop: any EventLoop { loop.eventLoop }

    private let gate: PortGate

    private let limits: PortLimits
    private let loop: Loop
    private let server: Server<PortChannel>
    private let running: Task<Void, any Error>
    private let counters: PortCounters
    private let core: NIOLoopBound<PortCore>
    private let isShutDown = Mutex(false)

    private init(
        address: ListenedAddress, port: Int, gate: PortGate, limits: PortLimits, loop: Loop,
        server: Server<PortChannel>, running: Task<Void, any Error>, counters: PortCounters,
        core: NIOLoopBound<PortCore>
    ) {
        host = address.numericHost
        self.port = port
        self.gate = gate
        self.limits = limits
        self.loop = loop
        self.server = server
        self.running = running
        self.counters = counters
        self.core = core
    }

    /// Listens and serves.
    ///
    /// - Parameters:
    ///   - host: a name or an address.
    ///   - port: 0 for any free one.
    ///   - loop: serves all connections; the port shuts it down, also where it cannot start.
    package static func start(
        host: String = "127.0.0.1", port: Int, configuration: Configuration = Configuration(),
        loop: Loop = Loop(), upgrades: Upgrades? = nil
    ) async throws(PortStartError) -> HTTPPort {
        let address: ListenedAddress
        do throws(PortStartError) {
            address = try ListenedAddress(host: host, port: port)
        } catch {
            await loop.shutdown()
            throw error
        }
        var limits = configuration.limits
        limits.maxConnections = min(limits.maxConnections, DescriptorBudget.connections())
        let gate = PortGate(
            hosts: HostAllowList(names: configuration.allowedHosts + [host], boundHost: address.numericHost),
            origins: OriginAllowList(origins: configuration.allowedOrigins), token: configuration.token,
            isLoopback: address.isLoopback)
        let counters = PortCounters()
        let routes = PortRoutes(gate: gate, counters: counters)
        configuration.routes(routes)
        // Nothing but connections that break off would be said, by strangers' doing; counters tell that.
        let logger = Logger(label: "roomvitals.port") { _ in SwiftLogNoOpLogHandler() }
        let table = routes.table
        let responder = PortResponder(
            routes: routes.makeResponder(), table: table, gate: gate, limits: limits, counters: counters, logger: logger
        )
        let core = await loop.make { [limits] _ in
            PortCore(
                gate: gate, limits: limits, counters: counters, table: table, maxFrameSize: upgrades?.maxFrameSize ?? 0,
                makeUpgradeAttempt: upgrades.map { upgrades in { upgrades.makeAttempt(gate) } })
        }
        do {
            let (listening, continuation) = AsyncThrowingStream<Int, any Error>.makeStream()
            let server = Server(
                childChannelSetup: PortChannel(
                    responder: { request, writer, channel in
                        try await responder.respond(to: request, writer, on: channel)
                    }, core: core),
                configuration: .init(address: .hostname(address.numericHost, port: port), backlog: 1_024),
                onServerRunning: { channel in
                    continuation.yield(channel.localAddress?.port ?? port)
                    continuation.finish()
                }, eventLoopGroup: loop.group, logger: logger)
            // Without a hop to another thread and back for each request.
            let running = Task(executorPreference: loop.executor) {
                do {
                    try await server.run()
                } catch {
                    continuation.finish(throwing: error)
                    throw error
                }
            }
            for try await realPort in listening {
                return HTTPPort(
                    address: address, port: realPort, gate: gate, limits: limits, loop: loop, server: server,
                    running: running, counters: counters, core: core)
            }
            throw ChannelError.eof
        } catch {
            await loop.shutdown()
            throw .cannotListen(host: host, port: port, reason: Self.reason(of: error))
        }
    }

    /// The system's own words for what it refused; NIO's name its functions besides.
    private static func reason(of error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return String(cString: strerror(error.errnoCode))
    }

    /// What has been done and turned away so far. From any thread.
    package var statistics: PortStatistics { counters.snapshot }

    /// Only this machine can reach the port.
    package var isLoopback: Bool { gate.isLoopback }

    /// Stops listening, lets answers that are on their way finish, closes the rest and waits for all to close, as long
    /// as the limits allow. Another call returns at once.
    ///
    /// - Parameter goodbye: called on the event loop once nobody new comes.
    package func shutdown(_ goodbye: @escaping @Sendable () -> Void = {}) async {
        let isFirst = isShutDown.withLock { isShutDown in
            defer { isShutDown = true }
            return !isShutDown
        }
        guard isFirst else { return }
        eventLoop.execute { [core] in
            goodbye()
            core.value.table.closeIdle()
        }
        let deadline = eventLoop.scheduleTask(in: TimeAmount(limits.shutdownTimeout)) { [core] in
            core.value.table.closeAll()
        }
        try? await server.shutdownGracefully()
        // All connections are closed: a route that still makes an answer makes it for nobody.
        running.cancel()
        _ = try? await running.value
        deadline.cancel()
        await loop.shutdown()
    }
}
