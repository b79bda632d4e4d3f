/// Decides which requests are looked at, from their heads alone.
package struct PortGate: Sendable {
    package let hosts: HostAllowList
    package let origins: OriginAllowList
    /// `nil`: none is asked for.
    let token: APIToken?
    /// Only this machine can reach the port.
    let isLoopback: Bool

    init(hosts: HostAllowList, origins: OriginAllowList, token: APIToken?, isLoopback: Bool) {
        self.hosts = hosts
        self.origins = origins
        self.token = token
        self.isLoopback = isLoopback
    }

    /// Checks the name that the request was sent to: a page that rebinds its DNS name to this machine has a foreign one.
    package func checkHost(_ request: RequestHead) throws(PortRefusal) -> Authority {
        guard let value = request.onlyValue(of: "Host"), let host = Authority(value) else { throw .missingHost }
        guard hosts.allows(host) else { throw .foreignHost }
        return host
    }

    /// Checks that no page of another origin asks for a change: one of this machine may be anybody's as well.
    func checkOrigin(_ request: RequestHead) throws(PortRefusal) {
        let values = request.values(of: "Origin")
        guard !values.isEmpty else { return }
        guard values.count == 1, origins.allowsChanges(values[0], host: try checkHost(request)) else {
            throw .foreignOrigin
        }
    }

    var needsToken: Bool { token != nil || !isLoopback }

    /// Checks that whoever asks may read what is measured.
    func checkToken(_ request: RequestHead) throws(PortRefusal) {
        guard let token else {
            guard isLoopback else { throw .apiIsOff }
            return
        }
        let values = request.values(of: "Authorization")
        guard let value = values.first else { throw .noToken }
        let scheme = "bearer "
        guard values.count == 1, value.prefix(scheme.count).lowercased() == scheme else { throw .wrongToken }
        // One space or more (RFC 9110, 11.4).
        guard token.matches(String(value.dropFirst(scheme.count).drop { $0 == " " })) else { throw .wrongToken }
    }
}
