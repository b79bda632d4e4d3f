import Glibc

/// A host that is an address: an IPv4 one is its form in IPv6, `::ffff:a.b.c.d`.
struct NumericAddress {
    private let bytes: [UInt8]

    /// - Parameter host: as it stands in a URL, IPv6 in brackets; `nil` for names.
    init?(_ host: String) {
        var four = in_addr()
        var six = in6_addr()
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if inet_pton(AF_INET, bare, &four) == 1 {
            bytes = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, String(bare.prefix { $0 != "%" }), &six) == 1 {
            bytes = withUnsafeBytes(of: six) { Array($0) }
        } else {
            return nil
        }
    }

    private var four: ArraySlice<UInt8>? {
        bytes[..<12].elementsEqual([UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]) ? bytes[12...] : nil
    }

    /// 169.254.0.0/16 (RFC 3927) and fe80::/10 (RFC 4291).
    var isLinkLocal: Bool {
        if let four { return four.starts(with: [169, 254]) }
        return bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }

    var isLoopback: Bool {
        if let four { return four.first == 127 }
        return bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }
}
