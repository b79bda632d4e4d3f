/// A file that is part of the program, and what browsers need to know to keep a copy of it.
struct StaticFile: Sendable {
    private let body: [UInt8]
    private let entityTag: String
    private let headers: [RelayHTTPRequest.Field]

    init(body: [UInt8], contentType: String, headers: [RelayHTTPRequest.Field] = []) {
        self.body = body
        entityTag = "\"" + String(Self.fingerprint(body), radix: 16) + "\""
        self.headers =
            [
                .init("Content-Type", contentType), .init("X-Content-Type-Options", "nosniff"),
                // Kept, and asked for each time: a page must not run yesterday's module against today's relay.
                .init("Cache-Control", "no-cache"), .init("ETag", entityTag),
            ] + headers
    }

    /// The whole file, or 304 to who has this version of it (RFC 9110 section 13.1.2).
    func response(to request: RelayHTTPRequest) -> RelayHTTPResponse {
        let known = request.tokens(of: "If-None-Match").map { $0.hasPrefix("w/") ? String($0.dropFirst(2)) : $0 }
        if known.contains(entityTag) || known == ["*"] {
            return RelayHTTPResponse(status: 304, headers: headers)
        }
        return RelayHTTPResponse(status: 200, headers: headers, body: body)
    }

    /// FNV-1a, 64 bits: tells versions of the program apart, which is all that an entity tag is for.
    private static func fingerprint(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
