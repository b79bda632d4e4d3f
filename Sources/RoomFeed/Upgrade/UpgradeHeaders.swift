/// Those headers of an answer that decide whether it is an upgrade.
struct UpgradeHeaders {
    private var upgrade: [String] = []
    private var connection: [String] = []
    private var accept: [String] = []
    private var hasExtension = false
    private var hasSubprotocol = false
    /// Seconds; the header's other form, a date, depends on two clocks and is left alone.
    private(set) var retryAfter: Duration?

    /// - Parameter line: without its end.
    /// - Returns: whether it is a header line (RFC 9112 section 5).
    mutating func take(_ line: [UInt8]) -> Bool {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[..<colon].allSatisfy(Self.isToken),
            line[colon...].allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
        else { return false }
        let value = Self.trimmed(line[(colon + 1)...])
        switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
        case "upgrade": upgrade += Self.list(value)
        case "connection": connection += Self.list(value)
        case "sec-websocket-accept": accept.append(String(decoding: value, as: UTF8.self))
        case "sec-websocket-extensions": hasExtension = hasExtension || !value.isEmpty
        case "sec-websocket-protocol": hasSubprotocol = true
        case "retry-after":
            retryAfter =
                value.allSatisfy(Self.isDigit)
                ? UInt32(String(decoding: value, as: UTF8.self)).map { .seconds(Int64($0)) } : nil
        default: break
        }
        return true
    }

    /// What keeps an answer with status 101 from being an upgrade; `nil` where nothing does.
    ///
    /// - Parameter acceptance: what fits the key that was sent.
    func fault(acceptance: String) -> HandshakeFault? {
        if upgrade.isEmpty { return .missingUpgrade }
        if upgrade != ["websocket"] { return .otherUpgrade }
        if !connection.contains("upgrade") { return .missingConnection }
        if accept.isEmpty { return .missingAccept }
        if accept != [acceptance] { return .wrongAccept }
        if hasExtension { return .unknownExtension }
        if hasSubprotocol { return .unknownSubprotocol }
        return nil
    }

    /// The members of a comma-separated list, in lower case.
    private static func list(_ value: ArraySlice<UInt8>) -> [String] {
        value.split(separator: UInt8(ascii: ",")).map { member in
            String(decoding: trimmed(member), as: UTF8.self).lowercased()
        }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return bytes
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: isDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
