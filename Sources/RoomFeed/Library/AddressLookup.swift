import Glibc

/// Finds the addresses of a name on a thread of its own, because `getaddrinfo` blocks for as long as it likes.
enum AddressLookup {
    enum Outcome: Sendable {
        /// Numeric, in the order in which they are to be tried.
        case addresses([String])
        case failed(reason: String)
    }

    static func isIPv6(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }

    static func isNumeric(_ text: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, text, &address) == 1 || isIPv6(text)
    }

    /// - Parameter completion: called on the lookup's thread, once.
    static func begin(_ host: String, completion: @escaping @Sendable (Outcome) -> Void) throws(FeedFailure) {
        try ServiceThread(stackBytes: 256 * 1024) { completion(find(host)) }.detach()
    }

    private static func find(_ host: String) -> Outcome {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        var status = getaddrinfo(host, nil, &hints, &list)
        if status != 0 {
            // Where loopback is all there is, no family counts as configured.
            hints.ai_flags = 0
            status = getaddrinfo(host, nil, &hints, &list)
        }
        guard status == 0 else { return .failed(reason: String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var next = list
        while let entry = next {
            var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let found = getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0,
                NI_NUMERICHOST)
            let address = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            if found == 0, !addresses.contains(address) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        return addresses.isEmpty ? .failed(reason: "it has no address") : .addresses(addresses)
    }
}
