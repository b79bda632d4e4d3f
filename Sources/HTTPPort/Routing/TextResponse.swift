package import HTTPTypes
package import Hummingbird
package import NIOCore

extension Response {
    /// A line of text for people, not to be cached or interpreted as anything else.
    package static func text(_ text: String, status: Int, headers more: HTTPFields = [:]) -> Response {
        var headers: HTTPFields = [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"]
        for field in more { headers.append(field) }
        return Response(
            status: .init(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }

    /// JSON of one moment.
    package static func json(_ bytes: [UInt8], headers more: HTTPFields = [:]) -> Response {
        json(ByteBuffer(bytes: bytes), headers: more)
    }

    /// JSON of one moment that several readers share.
    package static func json(_ text: ByteBuffer, headers more: HTTPFields = [:]) -> Response {
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        for field in more { headers.append(field) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: text))
    }
}
