import CLibpq

/// What a URL says of a server, as libpq reads it, without the password.
struct PostgresURL: Sendable {
    private var host: String?
    private var port: String?
    private var database: String?
    private(set) var passwordFile: String?

    /// `nil` where libpq cannot read it.
    init?(_ text: String) {
        guard let options = PQconninfoParse(text, nil) else { return nil }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                switch String(cString: keyword) {
                case "host": host = String(cString: value)
                case "port": port = String(cString: value)
                case "dbname": database = String(cString: value)
                case "passfile": passwordFile = String(cString: value)
                // The password and all the rest is nobody's business.
                default: break
                }
            }
            option = option.advanced(by: 1)
        }
    }

    /// Whether host and port can be ones: a password that is not percent-encoded ends up in them, and would be shown.
    var isPlain: Bool {
        let portIsPlain = (port ?? "").utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ",") }
        return portIsPlain && !(host ?? "").contains("@")
    }

    /// For people.
    var name: String {
        "the PostgreSQL store\(database.map { " " + $0 } ?? "") at \(host ?? "the usual host")\(port.map { ":" + $0 } ?? "")"
    }
}
