/// Whose body it is, as the route tells senders apart: byte by byte.
package struct BodySender: Sendable, Hashable {
    private let bytes: [UInt8]

    package init(_ name: String) { bytes = Array(name.utf8) }
}

/// Which bodies a route takes. A request that breaks the rule is answered before its body is read to the end.
///
/// A request with a body is the last one of its connection.
package struct BodyRule: Sendable {
    /// Bytes of a body. More: 413.
    package var maxBytes: Int
    /// In lower case, without parameters. Another one: 415.
    package var contentType: String
    /// Looks at the head before a byte of the body is read, for the sender's rights above all. Bodies of one sender have
    /// their share of what is held at one moment; `nil` has no share of its own.
    package var admit: @Sendable (RequestHead) throws(Problem) -> BodySender?

    package init(
        maxBytes: Int, contentType: String = "application/json",
        admit: @escaping @Sendable (RequestHead) throws(Problem) -> BodySender? = { _ in nil }
    ) {
        self.maxBytes = maxBytes
        self.contentType = contentType
        self.admit = admit
    }

    /// Whether the body that a head announces can be read at all.
    func check(_ head: RequestHead) throws(PortRefusal) {
        let codings = head.tokens(of: "Transfer-Encoding")
        guard codings.isEmpty || codings == ["chunked"] else { throw .badTransferCoding }
        let contentCodings = head.tokens(of: "Content-Encoding")
        guard contentCodings.allSatisfy({ $0 == "identity" }) else { throw .codedBody }
        guard let type = head.onlyValue(of: "Content-Type"), Self.isPlain(type, contentType) else {
            throw .wrongContentType(contentType)
        }
        guard let length = head.values(of: "Content-Length").first else { return }
        // What has more digits than a number can hold is too large for certain.
        guard let bytes = Int(length), bytes <= maxBytes else { throw .bodyTooLarge }
    }

    /// Whether a field's value is the media type, in UTF-8 where it says so.
    private static func isPlain(_ value: String, _ type: String) -> Bool {
        let parts = value.lowercased().split(separator: ";", omittingEmptySubsequences: false).map { part in
            part.filter { $0 != " " && $0 != "\t" && $0 != "\"" }
        }
        return parts.first == type && parts.dropFirst().allSatisfy { $0.isEmpty || $0 == "charset=utf-8" }
    }
}
