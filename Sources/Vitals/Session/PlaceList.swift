/// A list of places that is filled anew again and again, and keeps its room.
struct PlaceList: Sendable {
    private var places: [Int] = []
    private(set) var count = 0

    @inline(__always)
    mutating func append(_ place: Int) {
        if count < places.count { places[count] = place } else { places.append(place) }
        count += 1
    }

    @inline(__always)
    mutating func empty() { count = 0 }

    /// - Parameter number: below `count`.
    @inline(__always)
    subscript(number: Int) -> Int { places[number] }
}
