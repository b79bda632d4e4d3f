/// A stream whose entries come again in each report of its peer connection.
protocol RTPStream: Sendable {
    var name: StreamName { get }
    /// Place of the stream's track in its peer connection.
    var track: Int { get set }
    /// The newest report that held the stream, by the peer connection's own count.
    var seenInReport: UInt64 { get set }
    /// Time of the last accepted entry, ms.
    var lastTimestamp: Double { get }
}

extension OutboundStream: RTPStream {}
extension InboundStream: RTPStream {}

/// The live streams of one peer connection and direction.
struct StreamTable<Stream: RTPStream>: Sendable {
    private(set) var streams: [Stream] = []
    /// Where the next entry's stream probably is: browsers keep the order from report to report.
    private var cursor = 0

    subscript(place: Int) -> Stream {
        get { streams[place] }
        @inline(__always) _modify { yield &streams[place] }
    }

    mutating func beginReport() {
        cursor = 0
    }

    @inline(__always)
    mutating func find(_ header: StatsHeader) -> Int? {
        find { $0.name.isOf(header) }
    }

    @inline(__always)
    mutating func find(ssrc: UInt32) -> Int? {
        find { $0.name.ssrc == ssrc }
    }

    /// - Parameter isMeant: true of one stream at most.
    @inline(__always)
    private mutating func find(_ isMeant: (borrowing Stream) -> Bool) -> Int? {
        if cursor < streams.count, isMeant(streams[cursor]) {
            cursor += 1
            return cursor - 1
        }
        guard let place = search(isMeant) else { return nil }
        cursor = place + 1
        return place
    }

    /// Where they lie, for a search of an array would copy each of them.
    private func search(_ isMeant: (borrowing Stream) -> Bool) -> Int? {
        let streams = streams.span
        for place in streams.indices where isMeant(streams[place]) { return place }
        return nil
    }

    /// Adds a stream; where the table is full, the one unseen for longest goes.
    ///
    /// - Returns: the track of the stream that went.
    mutating func insert(_ stream: Stream, limit: Int) -> Int? {
        defer { streams.append(stream) }
        guard streams.count >= limit, let oldest else { return nil }
        return streams.remove(at: oldest).track
    }

    private var oldest: Int? {
        let streams = streams.span
        guard !streams.isEmpty else { return nil }
        var oldest = 0
        for place in streams.indices where streams[place].seenInReport < streams[oldest].seenInReport { oldest = place }
        return oldest
    }

    /// Lets go of streams that this report lacks and whose last entry is older than `limit`, ms.
    ///
    /// - Returns: their tracks.
    mutating func releaseSilent(before limit: Double, reportNumber: UInt64) -> [Int] {
        guard hasSilent(before: limit, reportNumber: reportNumber) else { return [] }
        var tracks: [Int] = []
        var kept = 0
        for place in streams.indices {
            if streams[place].seenInReport != reportNumber && streams[place].lastTimestamp < limit {
                tracks.append(streams[place].track)
            } else {
                if kept < place { streams.swapAt(kept, place) }
                kept += 1
            }
        }
        streams.removeSubrange(kept...)
        return tracks
    }

    /// Hardly ever one is, and to look where they lie copies none.
    private func hasSilent(before limit: Double, reportNumber: UInt64) -> Bool {
        let streams = streams.span
        for place in streams.indices
        where streams[place].seenInReport != reportNumber && streams[place].lastTimestamp < limit {
            return true
        }
        return false
    }
}

extension StreamTable where Stream: Carried {
    /// - Parameter tracks: how many there are for streams to name.
    mutating func carry(
        through archive: inout StateArchive, limit: Int, tracks: Int
    ) throws(StateFault) {
        try archive.carry(&streams, upTo: limit)
        try archive.require(streams.allSatisfy { $0.track < tracks })
    }
}
