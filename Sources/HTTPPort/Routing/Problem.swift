package import HTTPTypes
package import Hummingbird
import NIOCore
package import VitalsJSON

/// What went wrong with a request, as `application/problem+json` (RFC 9457).
package struct Problem: Error, Sendable {
    package static let contentType = "application/problem+json"

    package var status: Int
    package var title: String
    package var detail: String
    /// Further members of the object.
    package var members: [JSONValue.Member]
    package var headers: HTTPFields

    package init(
        _ status: Int, _ title: String, _ detail: String, members: [JSONValue.Member] = [], headers: HTTPFields = [:]
    ) {
        self.status = status
        self.title = title
        self.detail = detail
        self.members = members
        self.headers = headers
    }

    package init(_ refusal: PortRefusal) {
        self.init(
            refusal.status, Self.title(of: refusal.status), refusal.message,
            members: [.init("code", .string(refusal.name))])
        switch refusal.status {
        case 401: headers[.wwwAuthenticate] = #"Bearer realm="roomvitals""#
        case 429, 503: headers[.retryAfter] = "1"
        default: break
        }
    }

    package var bytes: [UInt8] {
        JSONValue.object(
            [
                .init("type", "about:blank"), .init("title", .string(title)), .init("status", .integer(status)),
                .init("detail", .string(detail)),
            ] + members
        ).written()
    }

    package var response: Response {
        var fields = headers
        fields[.contentType] = Self.contentType
        fields[.cacheControl] = "no-store"
        return Response(
            status: .init(code: status), headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Problem {
    /// The phrase that the status is registered with.
    private static func title(of status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 421: "Misdirected Request"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Error"
        }
    }

    package static func notFound(_ detail: String, members: [JSONValue.Member] = []) -> Problem {
        Problem(404, "Not Found", detail, members: members)
    }
}
