/// The tracks of one peer connection, and the sums of those that were let go.
struct TrackTable: Sendable {
    private(set) var tracks: [Track] = []
    /// Sums of former tracks, by `place(_:_:)`; empty until one goes.
    private var former: [MediaAggregates] = []

    subscript(place: Int) -> Track {
        get { tracks[place] }
        @inline(__always) _modify { yield &tracks[place] }
    }

    var indices: Range<Int> { tracks.indices }

    /// Closes a track's reading of the report at hand, and adds it to what goes over time.
    mutating func close(
        _ place: Int, counts: inout SampleCounts, coverage: inout CoverageClock, moment: inout TimelineBucket
    ) {
        guard let reading = tracks[place].close(counts: &counts) else { return }
        coverage.cover(until: reading.end, seconds: reading.seconds)
        if tracks[place].kind == .video, tracks[place].direction == .uplink { moment.add(reading) }
    }

    /// The place of the track with the candidate's kind, direction and mid, taken in where there is none.
    ///
    /// - Parameter isMuted: asked for a new track.
    /// - Returns: `nil` where the table is full of tracks with live streams.
    mutating func place(of candidate: Track, limit: Int, isMuted: (Track) -> Bool) -> Int? {
        if let place = place(candidate.kind, candidate.direction, mid: candidate.mid) {
            if !candidate.identifier.isEmpty { tracks[place].identifier = candidate.identifier }
            return place
        }
        var track = candidate
        track.isMuted = isMuted(track)
        if tracks.count < limit {
            tracks.append(track)
            return tracks.count - 1
        }
        guard let place = placeWithoutStreams else { return nil }
        if former.isEmpty { former = Array(repeating: MediaAggregates(), count: 4) }
        former[Self.slot(tracks[place].kind, tracks[place].direction)].merge(tracks[place].aggregates)
        tracks[place] = track
        return place
    }

    /// Where they lie, as in `each`: a search of the array would copy each track.
    private func place(_ kind: MediaKind, _ direction: Direction, mid: String) -> Int? {
        let tracks = tracks.span
        for place in tracks.indices
        where tracks[place].kind == kind && tracks[place].direction == direction && tracks[place].mid == mid {
            return place
        }
        return nil
    }

    private var placeWithoutStreams: Int? {
        let tracks = tracks.span
        for place in tracks.indices where tracks[place].liveStreams == 0 { return place }
        return nil
    }

    /// The sums of all tracks of one kind and direction, former ones with them.
    func aggregates(_ kind: MediaKind, _ direction: Direction) -> MediaAggregates {
        var sum = MediaAggregates()
        add(kind, direction, to: &sum)
        return sum
    }

    /// Adds the sums of all tracks of one kind and direction, former ones with them.
    func add(_ kind: MediaKind, _ direction: Direction, to sum: inout MediaAggregates) {
        if !former.isEmpty { sum.merge(former[Self.slot(kind, direction)]) }
        each(kind, direction) { sum.merge($0.aggregates) }
    }

    /// Whether there are, or were, tracks of one kind and direction.
    func has(_ kind: MediaKind, _ direction: Direction) -> Bool {
        var isThere = !former.isEmpty
        each(kind, direction) { _ in isThere = true }
        return isThere
    }

    /// Of one kind and direction in the order of their coming, none of them copied.
    func each(_ kind: MediaKind, _ direction: Direction, _ body: (borrowing Track) -> Void) {
        let tracks = tracks.span
        for place in tracks.indices where tracks[place].kind == kind && tracks[place].direction == direction {
            body(tracks[place])
        }
    }

    /// In the order of their coming, none of them copied.
    func each(_ body: (borrowing Track) -> Void) {
        let tracks = tracks.span
        for place in tracks.indices { body(tracks[place]) }
    }

    private static func slot(_ kind: MediaKind, _ direction: Direction) -> Int {
        Int(kind.rawValue) * 2 + Int(direction.rawValue)
    }
}

extension TrackTable {
    mutating func carry(through archive: inout StateArchive, limit: Int) throws(StateFault) {
        try archive.carry(&tracks, upTo: limit)
        try archive.carry(&former, upTo: 4)
        try archive.require(former.isEmpty || former.count == 4)
    }
}
