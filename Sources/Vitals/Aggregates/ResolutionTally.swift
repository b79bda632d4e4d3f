/// How long each frame size was held, for a bounded number of sizes.
public struct ResolutionTally: Sendable, Equatable {
    /// Sizes told apart; a stream that goes through more has the rest left out, and `untold` says for how long.
    public static let limit = 16

    public struct Size: Sendable, Hashable {
        public var width: UInt32
        public var height: UInt32
    }

    private var seconds: [(size: Size, seconds: Double)] = []
    /// Seconds at sizes beyond the limit.
    public private(set) var untold: Double = 0

    public init() {}

    public mutating func add(_ size: Size, seconds amount: Double) {
        if let place = seconds.firstIndex(where: { $0.size == size }) {
            seconds[place].seconds += amount
        } else if seconds.count < Self.limit {
            seconds.append((size, amount))
        } else {
            untold += amount
        }
    }

    public mutating func merge(_ other: ResolutionTally) {
        for (size, amount) in other.seconds { add(size, seconds: amount) }
        untold += other.untold
    }

    /// The size held longest; the larger one of two held equally long.
    public var longestHeld: Size? {
        seconds.max { ($0.seconds, $0.size.area) < ($1.seconds, $1.size.area) }?.size
    }

    public static func == (left: ResolutionTally, right: ResolutionTally) -> Bool {
        left.untold == right.untold && left.seconds.count == right.seconds.count
            && left.seconds.allSatisfy { pair in right.seconds.contains { $0 == pair } }
    }
}

extension ResolutionTally.Size {
    var area: UInt64 { UInt64(width) * UInt64(height) }
}

extension ResolutionTally: Carried {
    static var blank: ResolutionTally { ResolutionTally() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        var sizes = seconds.map(\.size)
        var amounts = seconds.map(\.seconds)
        try archive.carry(&sizes, upTo: Self.limit)
        try archive.carry(&amounts, upTo: Self.limit)
        try archive.require(sizes.count == amounts.count)
        seconds = zip(sizes, amounts).map { ($0, $1) }
        try archive.carry(&untold)
    }
}

extension ResolutionTally.Size: Carried {
    static var blank: ResolutionTally.Size { ResolutionTally.Size(width: 0, height: 0) }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&width)
        try archive.carry(&height)
    }
}
