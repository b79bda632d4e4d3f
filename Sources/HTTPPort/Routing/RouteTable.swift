/// Which methods the routes of a port answer, and which of them take bodies: what must be known of a request before it is
/// routed.
struct RouteTable: Sendable {
    private struct Entry: Sendable {
        let path: String
        let segments: [Segment]
        var methods: [String] = []
        var bodies: [String: BodyRule] = [:]

        var captures: Int { segments.count { $0 == .any } }
    }

    private enum Segment: Sendable, Equatable {
        case text(String)
        case any

        func matches(_ other: Substring) -> Bool {
            switch self {
            case .text(let text): text == other
            case .any: !other.isEmpty
            }
        }
    }

    private var entries: [Entry] = []

    /// The paths, in the order in which they were added.
    var paths: [String] { entries.map(\.path) }

    mutating func add(_ method: String, _ path: String, body: BodyRule? = nil) {
        let place = entries.firstIndex { $0.path == path } ?? entries.count
        if place == entries.count {
            let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { part in
                part.hasPrefix("{") ? Segment.any : .text(String(part))
            }
            entries.append(Entry(path: path, segments: segments))
        }
        entries[place].methods.append(method)
        entries[place].bodies[method] = body
    }

    /// The methods of a route by its own path.
    func methods(ofRoute path: String) -> [String] { entries.first { $0.path == path }?.methods ?? [] }

    /// The methods of the route that a request's path leads to; `nil` where there is none.
    func methods(at path: String) -> [String]? { entry(at: path)?.methods }

    /// What the route takes as a body; `nil` where it takes none.
    func bodyRule(for request: RequestHead) -> BodyRule? { entry(at: request.path)?.bodies[request.method] }

    /// As the router chooses: the path that is spelt out before one that captures, with or without a `/` at its end.
    private func entry(at path: String) -> Entry? {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 2, parts.last?.isEmpty == true { parts.removeLast() }
        return entries.filter { entry in
            entry.segments.count == parts.count && zip(entry.segments, parts).allSatisfy { $0.matches($1) }
        }.min { $0.captures < $1.captures }
    }
}
