package import HTTPTypes
package import Hummingbird
import NIOCore

/// A file that is part of the program, and what browsers need to know to keep a copy of it.
package struct StaticFile: Sendable {
    private let body: ByteBuffer
    private let entityTag: String
    private let headers: HTTPFields

    package init(body: [UInt8], contentType: String, headers more: HTTPFields = [:]) {
        self.body = ByteBuffer(bytes: body)
        entityTag = "\"" + String(Self.fingerprint(body), radix: 16) + "\""
        var headers: HTTPFields = [.contentType: contentType, .eTag: entityTag]
        // Kept, and asked for each time: a page must not run yesterday's module against today's program.
        headers[.cacheControl] = "no-cache"
        for field in more { headers.append(field) }
        self.headers = headers
    }

    /// The whole file, or 304 to who has this version of it (RFC 9110 section 13.1.2).
    package func response(to request: Request) -> Response {
        if EntityTag(entityTag).isKnown(to: request) { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// FNV-1a, 64 bits: tells versions of the program apart, which is all that an entity tag is for.
    private static func fingerprint(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

/// Names one version of what a path answers.
package struct EntityTag: Sendable {
    /// With its quotation marks.
    package let text: String

    package init(_ text: String) { self.text = text }

    /// Whether the request says that its sender has this version.
    package func isKnown(to request: Request) -> Bool {
        let known = RequestHead(request.head).tokens(of: "If-None-Match").map {
            $0.hasPrefix("w/") ? String($0.dropFirst(2)) : $0
        }
        return known.contains(text.lowercased()) || known == ["*"]
    }
}
