/// The fields that every entry of interest has in common.
public struct StatsHeader: Sendable, Equatable {
    /// The entry's `id`: unique within one report only. Chromium uses the same ids in every peer connection.
    public var id: String
    /// The entry's `timestamp`, ms since 1970.
    public var timestamp: Double
    /// `kind`, or the older `mediaType`.
    public var kind: MediaKind?
    public var ssrc: UInt32?
    public var mid: String?
    public var rid: String?
    public var transportId: String?

    public init(
        id: String, timestamp: Double, kind: MediaKind? = nil, ssrc: UInt32? = nil, mid: String? = nil,
        rid: String? = nil, transportId: String? = nil
    ) {
        self.id = id
        self.timestamp = timestamp
        self.kind = kind
        self.ssrc = ssrc
        self.mid = mid
        self.rid = rid
        self.transportId = transportId
    }
}

extension StatsHeader: Carried {
    static var blank: StatsHeader { StatsHeader(id: "", timestamp: 0) }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&id)
        try archive.carry(&timestamp)
        try archive.carry(&kind)
        try archive.carry(&ssrc)
        try archive.carry(&mid)
        try archive.carry(&rid)
        try archive.carry(&transportId)
    }
}
