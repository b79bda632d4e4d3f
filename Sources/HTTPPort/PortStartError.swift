import NIOCore

/// Why a port could not be opened.
package enum PortStartError: Error, Sendable, Equatable {
    case unknownHost(String)
    case cannotListen(host: String, port: Int, reason: String)
}

extension PortStartError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownHost(let host): "cannot find the address of \(host)"
        case .cannotListen(let host, let port, let reason): "cannot listen on \(host), port \(port): \(reason)"
        }
    }
}

/// An address to listen on, its name looked up.
package struct ListenedAddress: Sendable {
    package let numericHost: String
    package let isLoopback: Bool

    package init(host: String, port: Int) throws(PortStartError) {
        let address: SocketAddress
        do {
            address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        } catch {
            throw .unknownHost(host)
        }
        numericHost = address.ipAddress ?? host
        isLoopback = (Authority(numericHost) ?? Authority("[\(numericHost)]"))?.isLoopback == true
    }
}
