/// `HOST:PORT`, with an IPv6 address in brackets.
struct ListenAddress: Sendable, CustomStringConvertible {
    /// The default of everything that listens.
    static let `default` = ListenAddress(host: "127.0.0.1", port: 9464)

    /// What is wrong with a text, and what would be right.
    enum Fault: Error, CustomStringConvertible {
        case noPort, badPort(String), noHost, bareIPv6

        var description: String {
            switch self {
            case .noPort: "HOST:PORT is needed, such as 127.0.0.1:9464"
            case .badPort(let text): "the port is a number from 0 to 65535, not \(text.isEmpty ? "nothing" : text)"
            case .noHost: "a host is needed before the colon; 0.0.0.0 is every address of the machine"
            case .bareIPv6: "an IPv6 address stands in brackets, such as [::1]:9464"
            }
        }
    }

    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init(_ text: String) throws(Fault) {
        guard let colon = text.lastIndex(of: ":") else { throw .noPort }
        let portText = text[text.index(after: colon)...]
        guard portText.allSatisfy(\.isASCII), portText.first?.isNumber == true, let port = UInt16(portText) else {
            throw .badPort(String(portText))
        }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .bareIPv6
        }
        guard !host.isEmpty else { throw .noHost }
        self.init(host: String(host), port: Int(port))
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
