import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
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
        /// Host names under which the relay answers besides loopback names and the address it listens on.
        package var allowedHosts: [String] = []
        /// Origins whose pages may open the feed besides loopback ones and the relay's own; `*` is any.
        package var allowedOrigins: [String] = []
        /// Answers every request that is not for the feed. Called on the event loop: it must not wait for anything.
        package var httpResponder: @Sendable (RelayHTTPRequest) -> RelayHTTPResponse = RelayHTTPResponse.nothingHere
        /// A path on which WebSocket messages are sent back, for conformance suites; `nil` for none.
        package var echoPath: String?

        package init() {}
    }

    /// The address that is listened on.
    package let host: String
    package let port: Int

    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel
    private let limits: RelayLimits
    private let counters: RelayCounters
    private let core: NIOLoopBound<RelayCore>
    /// Once it is, nothing may be handed to the event loop any more.
    private let isShutDown = Mutex(false)

    private init(
        host: String, port: Int, group: MultiThreadedEventLoopGroup, listener: any Channel, limits: RelayLimits,
        counters: RelayCounters, core: NIOLoopBound<RelayCore>
    ) {
        self.host = host
        self.port = port
        self.group = group
        self.listener = listener
        self.limits = limits
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
        let address: SocketAddress
        do {
            address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        } catch {
            throw .unknownHost(host)
        }
        let numericHost = address.ipAddress ?? host
        let authority = Authority(numericHost) ?? Authority("[\(numericHost)]")
        guard configuration.verifier != nil || authority?.isLoopback == true else { throw .needsKeys(host) }

        var configuration = configuration
        configuration.limits.maxConnections = min(configuration.limits.maxConnections, DescriptorBudget.connections())
        let limits = configuration.limits
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let counters = RelayCounters()
        let gate = HandshakeGate(
            limits: configuration.limits, verifier: configuration.verifier,
            hosts: HostAllowList(names: configuration.allowedHosts + [host], boundHost: numericHost),
            origins: OriginAllowList(origins: configuration.allowedOrigins))
        do {
            let core = try await loop.submit { [settled = configuration] in
                NIOLoopBound(
                    RelayCore(configuration: settled, gate: gate, counters: counters, eventLoop: loop),
                    eventLoop: loop)
            }.get()
            let listener = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.maxMessagesPerRead, value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(
                    .writeBufferWaterMark,
                    value: ChannelOptions.Types.WriteBufferWaterMark(
                        low: limits.socketBufferBytes / 2, high: limits.socketBufferBytes)
                )
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try core.value.accept(channel) }
                }
                .bind(to: address).get()
            return RelayServer(
                host: numericHost, port: listener.localAddress?.port ?? port, group: group, listener: listener,
                limits: limits, counters: counters, core: core)
        } catch {
            try? await group.shutdownGracefully()
            throw .cannotListen(host: host, port: port, reason: Self.reason(of: error))
        }
    }

    /// The system's own words for what it refused; NIO's name its functions besides.
    private static func reason(of error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return String(cString: strerror(error.errnoCode))
    }

    /// What has been done and turned away so far. From any thread.
    package var statistics: RelayStatistics { counters.snapshot }

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
        let isFirst = isShutDown.withLock { isShutDown in
            defer { isShutDown = true }
            return !isShutDown
        }
        guard isFirst else { return }
        try? await listener.close().get()
        let allGone = listener.eventLoop.flatSubmit { [core, loop = listener.eventLoop] in
            core.value.hub.shutdown()
            return core.value.channels.closeIdle(on: loop)
        }
        let deadline = listener.eventLoop.scheduleTask(in: TimeAmount(limits.shutdownTimeout)) { [core] in
            core.value.channels.closeAll()
        }
        try? await allGone.get()
        deadline.cancel()
        try? await group.shutdownGracefully()
    }

    private func onLoop<Result: Sendable>(_ body: @escaping @Sendable (RelayCore) -> Result) async -> Result? {
        let answer = isShutDown.withLock { [core, loop = listener.eventLoop] isShutDown in
            isShutDown ? nil : loop.submit { body(core.value) }
        }
        return try? await answer?.get()
    }
}

/// Why a relay could not start.
package enum RelayStartError: Error, Sendable, Equatable {
    /// Without API keys everybody could join: such a relay stays on this machine.
    case needsKeys(String)
    case unknownHost(String)
    case cannotListen(host: String, port: Int, reason: String)
}

extension RelayStartError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .needsKeys(let host):
            "refusing to listen on \(host) without API keys: anybody could join; set keys or listen on 127.0.0.1"
        case .unknownHost(let host): "cannot find the address of \(host)"
        case .cannotListen(let host, let port, let reason): "cannot listen on \(host), port \(port): \(reason)"
        }
    }
}
