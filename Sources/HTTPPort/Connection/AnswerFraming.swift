import NIOHTTP1

extension HTTPResponseHead {
    /// Says where the answer ends (RFC 9112 section 6.3). NIO's encoder would do it without knowing the request: it sends
    /// chunks to HTTP/1.0, which has none, and a last chunk to HEAD, which has no body.
    mutating func frame(for request: HTTPRequestHead) {
        headers.remove(name: "Transfer-Encoding")
        guard status.mayHaveResponseBody else { return headers.remove(name: "Content-Length") }
        if !headers.contains(name: "Content-Length"), request.method != .HEAD, request.version == .http1_1 {
            headers.add(name: "Transfer-Encoding", value: "chunked")
        }
    }
}
