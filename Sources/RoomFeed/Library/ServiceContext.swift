import CLibwebsockets
import Glibc

/// A libwebsockets context with the one virtual host that its client connections belong to: its loop, its timers, its
/// wake-ups, and TCP by its raw role. WebSocket and TLS are ours.
///
/// Everything is called on the service thread, but ``FeedInbox`` may wake the context from others.
struct ServiceContext: ~Copyable {
    let context: OpaquePointer
    let host: OpaquePointer

    /// Bytes that are read at a time: many messages, and little enough to stay in a core's cache until they are decoded.
    static let receiveBuffer = 65_536
    /// Seconds: far beyond any handshake timeout.
    private static let noTimeLimit: UInt32 = 86_400

    /// - Parameter owner: comes back in every callback as the context's user.
    init(owner: UnsafeMutableRawPointer) throws(FeedFailure) {
        _ = Self.isSilent
        var info = lws_context_creation_info()
        info.port = CONTEXT_PORT_NO_LISTEN
        info.gid = -1
        info.uid = -1
        info.user = owner
        info.protocols = Self.protocols
        // Each context would otherwise hold a table for as many descriptors as the process may open.
        info.fd_limit_per_thread = 8
        info.pt_serv_buf_size = UInt32(Self.receiveBuffer + Int(SHIM_LWS_PRE))
        // Time limits are ours, and tell at which step nothing came: the library's own must never be the first.
        info.connect_timeout_secs = Self.noTimeLimit
        info.timeout_secs = Self.noTimeLimit
        // Empty, because none at all makes the library look for a proxy in the environment.
        info.http_proxy_address = Self.noText
        info.options = UInt64(LWS_SERVER_OPTION_EXPLICIT_VHOSTS)
        guard let context = lws_create_context(&info) else { throw .library("no context") }
        guard let host = lws_create_vhost(context, &info) else {
            lws_context_destroy(context)
            throw .library("no virtual host")
        }
        self.context = context
        self.host = host
    }

    deinit { lws_context_destroy(context) }

    nonisolated(unsafe) static let protocolName = makeText("feed")
    nonisolated(unsafe) static let rawMethod = makeText("RAW")
    nonisolated(unsafe) static let noText = makeText("")

    /// The library keeps this list and its names: they live as long as the process.
    private nonisolated(unsafe) static let protocols: UnsafePointer<lws_protocols> = {
        let list = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 2)
        list.initialize(repeating: lws_protocols(), count: 2)
        list[0].name = protocolName
        list[0].callback = FeedService.callback
        return UnsafePointer(list)
    }()

    /// The library writes its log lines for all threads into one buffer: none must be written.
    private static let isSilent: Bool = {
        lws_set_log_level(0, nil)
        return true
    }()

    private static func makeText(_ text: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
