import CLibwebsockets
import Glibc

/// What libwebsockets says on a thread, kept for error messages and never printed.
///
/// The library's log is one for the process and says nothing about whose line it is; as each client has a thread
/// of its own, the thread tells. Only lines that explain a failure are kept: none of them holds a header or a URL.
final class LibraryLog {
    /// The last line at level error or warning.
    private(set) var lastError: String?
    /// OpenSSL's own words, from its error queue.
    private(set) var tlsError: String?
    /// Why the WebSocket parser gave up.
    private(set) var protocolFault: String?

    private var frameFault: String?

    func clear() { (lastError, tlsError, protocolFault, frameFault) = (nil, nil, nil, nil) }

    /// Makes this the log of the calling thread, for as long as `body` runs.
    func whileCurrent<Result>(_ body: () -> Result) -> Result {
        pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
        defer { pthread_setspecific(Self.key, nil) }
        return body()
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        let levels = LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_INFO
        lws_set_log_level(levels) { level, line in
            guard let line, let log = pthread_getspecific(LibraryLog.key) else { return }
            Unmanaged<LibraryLog>.fromOpaque(log).takeUnretainedValue().take(line, level: level)
        }
        return key
    }()

    private func take(_ line: UnsafePointer<CChar>, level: Int32) {
        if strstr(line, "openssl error: ") != nil {
            tlsError = Self.text(line)
        } else if strstr(line, "client_rx_sm exited") != nil {
            protocolFault = frameFault ?? "a frame that RFC 6455 does not allow"
        } else if Self.frameFaults.contains(where: { strstr(line, $0) != nil }) {
            frameFault = Self.text(line)
        } else if level & (LLL_ERR | LLL_WARN) != 0 {
            lastError = Self.text(line)
        }
    }

    private static let frameFaults = ["illegal", "disordered", "owed us a FIN", "be fragmented", "must be zero"]

    private static func text(_ line: UnsafePointer<CChar>) -> String {
        let whole = String(cString: line)
        return String(whole.drop { $0 == " " }.prefix { !$0.isNewline })
    }
}
