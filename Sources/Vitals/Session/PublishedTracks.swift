/// What signalling says of a participant's published tracks, and which of its streams are switched off by it.
struct PublishedTracks: Sendable, Equatable {
    private var tracks: [TrackInfo] = []
    /// Kinds that signalling has ever named: of the others its silence says nothing.
    private var declaredKinds: Set<MediaKind> = []

    mutating func replace(with tracks: [TrackInfo]) {
        self.tracks = tracks
        declaredKinds.formUnion(tracks.compactMap(\.kind))
    }

    var mutedSids: [String] { tracks.filter { $0.muted && !$0.sid.isEmpty }.map(\.sid) }

    /// LiveKit's `source` of a sent track, by its mid or, where all tracks of its kind share one, by its kind; empty
    /// where that is not known.
    func source(of track: borrowing Track) -> String {
        guard track.direction == .uplink, !tracks.isEmpty else { return "" }
        let (kind, mid) = (track.kind, track.mid)
        if let match = tracks.first(where: { $0.kind == kind && !$0.mid.isEmpty && $0.mid == mid }) {
            return match.source
        }
        guard let first = tracks.first(where: { $0.kind == kind }),
            tracks.allSatisfy({ $0.kind != kind || $0.source == first.source })
        else { return "" }
        return first.source
    }

    /// Whether a track of this participant's reports is switched off, at its own end or (downlink) at the sender's.
    ///
    /// - Parameter mutedSids: of the whole room; a received track's `trackIdentifier` is its sender's sid.
    func isMuted(_ track: Track, mutedSids: Set<String>) -> Bool {
        guard track.direction == .uplink else { return mutedSids.contains(track.identifier) }
        guard declaredKinds.contains(track.kind) else { return false }
        let ofKind = tracks.filter { $0.kind == track.kind }
        if let match = ofKind.first(where: { !$0.mid.isEmpty && $0.mid == track.mid }) { return match.muted }
        // Without mids to tell tracks apart, a kind is off when all its tracks are; unpublished counts as off.
        return ofKind.allSatisfy(\.muted)
    }
}

extension PublishedTracks: Carried {
    static var blank: PublishedTracks { PublishedTracks() }
    /// Tracks of one participant that are read back at most: more than a message holds.
    private static let trackLimit = 1 << 20

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&tracks, upTo: Self.trackLimit)
        var kinds = MediaKind.allCases.filter(declaredKinds.contains)
        try archive.carry(&kinds, upTo: MediaKind.allCases.count)
        declaredKinds = Set(kinds)
    }
}

extension TrackInfo: Carried {
    static var blank: TrackInfo { TrackInfo(sid: "", kind: nil) }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&sid)
        try archive.carry(&kind)
        try archive.carry(&source)
        try archive.carry(&muted)
        try archive.carry(&mid)
    }
}
