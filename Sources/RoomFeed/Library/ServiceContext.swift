import CLibwebsockets
import Glibc

/// A libwebsockets context with the one virtual host that its client connections belong to.
///
/// Everything is called on the service thread, but ``FeedInbox`` may wake the context from others.
struct ServiceContext: ~Copyable {
    let context: OpaquePointer
    let host: OpaquePointer

    /// Bytes that are read at a time, and pieces of which payload reaches the callback: what a frame's header claims is known
    /// after as many. It is more than most messages have, so that they come in one piece.
    static let receiveBuffer = 65_536
    /// Holds what is read, and the whole upgrade request, of which the token is at most half.
    static let serviceBuffer = max(receiveBuffer, 2 * FeedCredentials.tokenLimit)
    static let headerBytes: UInt16 = 8192
    /// Seconds: far beyond any handshake timeout.
    private static let noTimeLimit: UInt32 = 86_400

    /// - Parameters:
    ///   - certificates: the `SSL_CTX` of a ``TLSContext`` that outlives this; `nil` where there is no TLS.
    ///   - owner: comes back in every callback as the context's user.
    init(certificates: OpaquePointer?, owner: UnsafeMutableRawPointer) throws(FeedFailure) {
        _ = Self.isSilent
        if certificates != nil { _ = Self.tlsIsReady }
        var info = lws_context_creation_info()
        info.port = CONTEXT_PORT_NO_LISTEN
        info.gid = -1
        info.uid = -1
        info.user = owner
        info.protocols = Self.protocols
        // Each context would otherwise hold a table for as many descriptors as the process may open.
        info.fd_limit_per_thread = 8
        info.pt_serv_buf_size = UInt32(Self.serviceBuffer)
        info.max_http_header_data = Self.headerBytes
        info.max_http_header_pool = 2
        // Time limits are ours, and tell at which step nothing came: the library's own must never be the first.
        info.connect_timeout_secs = Self.noTimeLimit
        info.timeout_secs = Self.noTimeLimit
        // Empty, because none at all makes the library look for a proxy in the environment.
        info.http_proxy_address = Self.noText
        info.options = UInt64(LWS_SERVER_OPTION_EXPLICIT_VHOSTS)
        guard let context = lws_create_context(&info) else { throw .library("no context") }
        if let certificates {
            info.options |= UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT)
            info.provided_client_ssl_ctx = certificates
        }
        guard let host = lws_create_vhost(context, &info) else {
            lws_context_destroy(context)
            throw .library("no virtual host")
        }
        self.context = context
        self.host = host
    }

    deinit { lws_context_destroy(context) }

    nonisolated(unsafe) static let protocolName = makeText("feed")
    nonisolated(unsafe) static let noText = makeText("")

    /// The library keeps this list and its names: they live as long as the process.
    private nonisolated(unsafe) static let protocols: UnsafePointer<lws_protocols> = {
        let list = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 2)
        list.initialize(repeating: lws_protocols(), count: 2)
        list[0].name = protocolName
        list[0].callback = FeedService.callback
        list[0].rx_buffer_size = receiveBuffer
        return UnsafePointer(list)
    }()

    /// The library writes its log lines for all threads into one buffer: none must be written.
    private static let isSilent: Bool = {
        lws_set_log_level(0, nil)
        return true
    }()

    /// Each context that asks for the library's TLS set-up replaces a number by which all others find their
    /// connection during a handshake, which then fails. So it is asked for once, by a context that serves nobody.
    private static let tlsIsReady: Bool = {
        var info = lws_context_creation_info()
        info.port = CONTEXT_PORT_NO_LISTEN
        info.gid = -1
        info.uid = -1
        info.fd_limit_per_thread = 4
        info.options = UInt64(LWS_SERVER_OPTION_EXPLICIT_VHOSTS) | UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT)
        guard let context = lws_create_context(&info) else { return false }
        lws_context_destroy(context)
        return true
    }()

    private static func makeText(_ text: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
