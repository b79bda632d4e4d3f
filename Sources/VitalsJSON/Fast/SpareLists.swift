import Vitals

/// Lists of entries that nobody needs any more: the next reports' are written where theirs were.
struct SpareLists {
    /// Entries for which there may be room in all of them: those of the portions of a recording that are decoded at once,
    /// 2.6 MB.
    static let limit = 16_384

    private var lists: [[StatsEntry]] = []
    /// Entries for which there is room in all of them.
    private(set) var room = 0

    var count: Int { lists.count }

    /// An empty list, with room where there is one to spare.
    mutating func take() -> [StatsEntry] {
        guard let list = lists.popLast() else { return [] }
        room -= list.capacity
        return list
    }

    /// - Parameter list: what has another owner still is better not given: it would be made anew, and be no list to spare.
    mutating func keep(_ list: consuming [StatsEntry]) {
        guard list.capacity > 0, room + list.capacity <= Self.limit else { return }
        list.removeAll(keepingCapacity: true)
        room += list.capacity
        lists.append(list)
    }
}
