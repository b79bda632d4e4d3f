import WireText

/// What came of one try to send a record.
package enum SaveAnswer: Sendable, Equatable {
    /// The endpoint answered.
    ///
    /// - `retryAfter`: seconds, where it said so.
    /// - `body`: its beginning.
    case status(Int, retryAfter: Double?, body: String)
    /// It did not: the network, TLS, time. For people.
    case unreachable(String)

    /// For people: `HTTP 503`, with what the endpoint said.
    package var text: String {
        switch self {
        case .status(let status, _, let body):
            body.isEmpty ? "HTTP \(status)" : "HTTP \(status): \(body.printable(limit: 300))"
        case .unreachable(let reason): reason
        }
    }
}
