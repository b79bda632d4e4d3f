/// The fields that every entry of interest has in common.
public struct StatsHeader: Sendable, Equatable {
    /// The texts, with those that only one type of entry has.
    package private(set) var texts: EntryTexts
    /// The entry's `timestamp`, ms since 1970.
    public var timestamp: Double
    public var ssrc: UInt32?
    /// `kind`, or the older `mediaType`.
    public var kind: MediaKind?

    public init(
        id: String, timestamp: Double, kind: MediaKind? = nil, ssrc: UInt32? = nil, mid: String? = nil,
        rid: String? = nil, transportId: String? = nil
    ) {
        var content = EntryTexts.Content(id: id)
        content.mid = mid
        content.rid = rid
        content.transportId = transportId
        self.init(EntryTexts(content), timestamp: timestamp, kind: kind, ssrc: ssrc)
    }

    package init(_ texts: EntryTexts, timestamp: Double, kind: MediaKind?, ssrc: UInt32?) {
        self.texts = texts
        self.timestamp = timestamp
        self.kind = kind
        self.ssrc = ssrc
    }

    /// The entry's `id`: unique within one report only. Chromium uses the same ids in every peer connection.
    public var id: String {
        get { texts.content.id }
        set { set(\.id, newValue) }
    }
    public var mid: String? {
        get { texts.content.mid }
        set { set(\.mid, newValue) }
    }
    public var rid: String? {
        get { texts.content.rid }
        set { set(\.rid, newValue) }
    }
    public var transportId: String? {
        get { texts.content.transportId }
        set { set(\.transportId, newValue) }
    }

    mutating func set<Text: Equatable>(_ member: WritableKeyPath<EntryTexts.Content, Text>, _ text: Text) {
        var content = texts.content
        guard content[keyPath: member] != text else { return }
        content[keyPath: member] = text
        texts = EntryTexts(content)
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
