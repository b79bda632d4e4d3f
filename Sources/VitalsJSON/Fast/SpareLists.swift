import Vitals

/// Lists of entries that nobody needs any more: the next report's are written where theirs were.
struct SpareLists {
    /// More than a portion of a recording holds are not kept.
    static let limit = 128
    /// Entries for which a list has room; one that is much longer than a browser's is let go.
    static let longest = 64

    private var lists: [[StatsEntry]] = []

    var count: Int { lists.count }

    /// An empty list, with room where there is one to spare.
    mutating func take() -> [StatsEntry] { lists.popLast() ?? [] }

    /// - Parameter list: what has another owner still is better not given: it would be copied.
    mutating func keep(_ list: consuming [StatsEntry]) {
        guard lists.count < Self.limit, list.capacity > 0, list.capacity <= Self.longest else { return }
        list.removeAll(keepingCapacity: true)
        lists.append(list)
    }
}
