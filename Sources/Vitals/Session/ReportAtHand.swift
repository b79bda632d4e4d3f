/// What is noted of a report while it is folded: one room for all reports, so that none has to make its own.
struct ReportAtHand: Sendable {
    /// Transports of one report that are told apart; a bundled connection has one.
    static let transportLimit = 16

    /// Sids of the room's tracks that are switched off: here since every report asks, and handing them down counts
    /// references.
    var mutedSids: Set<String> = []
    /// Where its entries are that matter: those of streams from the front, `remote-inbound-rtp` from the back.
    private var places: [Int] = []
    private(set) var streamCount = 0
    private(set) var feedbackCount = 0
    private var transports = PlaceList()
    /// Tracks with a reading that is not closed, by place.
    var openTracks = PlaceList()
    /// What the report adds to the time line.
    var moment = TimelineBucket()

    /// Begins a report.
    mutating func begin(_ entries: UnsafeBufferPointer<StatsEntry>, counts: inout SampleCounts) {
        transports.empty()
        openTracks.empty()
        moment = TimelineBucket()
        while places.count < entries.count { places.append(0) }
        (streamCount, feedbackCount) = Self.sort(entries, into: &places, &transports, counts: &counts)
    }

    private static func sort(
        _ entries: UnsafeBufferPointer<StatsEntry>, into places: inout [Int], _ transports: inout PlaceList,
        counts: inout SampleCounts
    ) -> (streams: Int, feedback: Int) {
        var (front, back) = (0, places.count)
        var places = places.mutableSpan
        for place in entries.indices {
            switch EntryInPlace(entries, place) {
            case .outboundRTP, .inboundRTP:
                places[front] = place
                front += 1
            case .remoteInboundRTP:
                back -= 1
                places[back] = place
            case .transport(let transport):
                guard transports.count < transportLimit,
                    CounterLimits.believes(counter: transport.pointee.bytesSent)
                else { continue }
                transports.append(place)
            case .malformed(let reason): counts.refuse(reason)
            }
        }
        return (front, places.count - back)
    }

    /// Where the entries of streams are, `outbound-rtp` and `inbound-rtp`, in their order.
    ///
    /// - Parameter number: below `streamCount`.
    func stream(_ number: Int) -> Int { places[number] }

    /// Where the `remote-inbound-rtp` entries are, in their order.
    ///
    /// - Parameter number: below `feedbackCount`.
    func feedback(_ number: Int) -> Int { places[places.count - 1 - number] }

    /// `bytesSent` of a stream's transport; where the entry does not say which, of the only one.
    @inline(__always)
    func transportBytes(
        of entry: UnsafePointer<OutboundRTP>, in entries: UnsafeBufferPointer<StatsEntry>
    ) -> Double? {
        let id = entry.pointee.header.texts.content.transportId
        if id == nil, transports.count != 1 { return nil }
        for number in 0..<transports.count {
            guard case .transport(let transport) = EntryInPlace(entries, transports[number]) else { continue }
            if id == nil || transport.pointee.id == id { return transport.pointee.bytesSent }
        }
        return nil
    }
}
