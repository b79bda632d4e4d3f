import VitalsJSON
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

    static func isSuccess(_ status: Int) -> Bool { (200...299).contains(status) }

    /// Seconds for which the endpoint wants to be left alone, where it said so.
    package var retryAfter: Double? {
        if case .status(_, let seconds, _) = self { seconds } else { nil }
    }

    /// For people: `HTTP 503`, with what the endpoint said.
    package var text: String {
        switch self {
        case .status(let status, _, let body):
            (body.isEmpty ? "HTTP \(status)" : "HTTP \(status): \(Self.detail(of: body).printable(limit: 300))")
                + (status == 409 ? Self.known : "")
        case .unreachable(let reason): reason
        }
    }

    /// Whoever keeps ids unique, and cannot tell a second try from another session, answers so to a try that comes again.
    private static let known = " (it has one of this id, perhaps of a try whose answer was lost)"

    /// The sentence for people in a problem of RFC 9457, or in what FastAPI answers; else all of it.
    private static func detail(of body: String) -> String {
        guard let object = try? JSONDocument(parsing: body) else { return body }
        return object.withRoot { $0["detail"]?.string } ?? body
    }
}
