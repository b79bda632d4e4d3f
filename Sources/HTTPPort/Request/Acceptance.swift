package import Hummingbird
import HummingbirdCore

/// The one form in which a path answers, and whether a request takes it.
package struct Acceptance: Sendable {
    package let type: String
    package let subtype: String

    package static let json = Acceptance(type: "application", subtype: "json")
    package static let events = Acceptance(type: "text", subtype: "event-stream")

    /// - Throws: `Problem` with 406 where the request rules the form out.
    package func check(_ request: Request) throws(Problem) {
        let values = RequestHead(request.head).values(of: "Accept")
        guard !values.isEmpty else { return }
        let ranges = MediaRange.list(values.joined(separator: ","))
        let best = ranges.max { fit($0) < fit($1) }
        guard let best, fit(best) > .none, best.quality > 0 else {
            throw Problem(406, "Not Acceptable", "this path answers with \(type)/\(subtype) only")
        }
    }

    private func fit(_ range: MediaRange) -> MediaRange.Fit {
        range.fit(type: type, subtype: subtype, versions: [])
    }
}
