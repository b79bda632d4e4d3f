import HTTPPort
import NIOCore

/// One connection's way into the feed. Confined to the relay's event loop.
final class FeedUpgrade: UpgradeAttempt {
    /// The feed's place, and where a token can be tried without joining.
    static let feedPath = "/rtc"
    static let validatePath = "/rtc/validate"

    private let core: RelayCore
    private let port: PortGate
    private var admission: Admission?
    private var isEcho = false

    init(core: RelayCore, port: PortGate) {
        self.core = core
        self.port = port
    }

    func accepts(_ request: RequestHead, isHTTP11: Bool) -> Bool {
        guard isHTTP11, let host = try? port.checkHost(request) else { return false }
        if let echoPath = core.configuration.echoPath, request.path == echoPath {
            isEcho = true
            return true
        }
        guard request.path == Self.feedPath else { return false }
        admission = try? core.admit(request, host: host)
        return admission != nil
    }

    func upgrade(_ channel: any Channel) throws {
        try core.connect(channel, admission, isEcho: isEcho)
    }
}

@available(*, unavailable)
extension FeedUpgrade: Sendable {}
