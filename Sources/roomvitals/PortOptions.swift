import ArgumentParser
import HTTPPort
import LiveServer
import Monitor

/// Where a command listens, and who may read there.
struct PortOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the pages, JSON, Prometheus and events are served; by default \(ListenAddress.default), or any free "
                + "port. Port 0 is any. Beyond this machine a token is needed, ROOMVITALS_API_TOKEN; relay and serve need "
                + "LIVEKIT_API_KEY and LIVEKIT_API_SECRET there, and that token for /metrics.",
            valueName: "host:port"), transform: { try ListenAddress($0) })
    var listen: ListenAddress?

    @Option(help: ArgumentHelp("Answer to this host name too; repeatable.", valueName: "host"))
    var allowHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "Let pages of this origin read, and open the feed; repeatable, * is any.", valueName: "origin"))
    var allowOrigin: [String] = []

    /// What a port is configured with.
    ///
    /// - Throws: the exit status, having said why.
    func configuration() throws -> HTTPPort.Configuration {
        // What could never match would only look as if it were allowed.
        if let host = allowHost.first(where: { !HostAllowList.isName($0) }) {
            throw ExitStatus.usage.because("--allow-host \(host): a host's name is needed, without port or path")
        }
        if let origin = allowOrigin.first(where: { !OriginAllowList.isOrigin($0) }) {
            throw ExitStatus.usage.because(
                "--allow-origin \(origin): an origin such as https://app.example.com is needed")
        }
        var configuration = HTTPPort.Configuration()
        configuration.allowedHosts = allowHost
        configuration.allowedOrigins = allowOrigin
        configuration.token = try Self.token()
        return configuration
    }

    private static func token() throws -> APIToken? {
        guard let text = Console.environment("ROOMVITALS_API_TOKEN"), !text.isEmpty else { return nil }
        do throws(APITokenFault) {
            return try APIToken(text)
        } catch {
            throw ExitStatus.usage.because("ROOMVITALS_API_TOKEN: \(error)")
        }
    }

    /// Opens a port where that was asked for, or, where nothing was, at the usual place or any free one.
    ///
    /// - Throws: the exit status, having said why.
    func open<Port: Sendable>(_ start: @escaping @Sendable (ListenAddress) async throws -> Port) throws -> Port {
        let wanted = listen ?? .default
        var result = Self.result(wanted, start)
        if case .failure(let error) = result, listen == nil, error.isTaken {
            Console.note("port \(wanted.port) is not free; taking another")
            result = Self.result(ListenAddress(host: wanted.host, port: 0), start)
        }
        switch result {
        case .success(let port): return port
        case .failure(let error): throw (error.isUsage ? ExitStatus.usage : .failed).because(error.description)
        }
    }

    private static func result<Port: Sendable>(
        _ address: ListenAddress, _ start: @escaping @Sendable (ListenAddress) async throws -> Port
    ) -> Result<Port, PortFailure> {
        Blocking.run {
            do {
                return .success(try await start(address))
            } catch {
                return .failure(PortFailure(error))
            }
        }
    }
}
