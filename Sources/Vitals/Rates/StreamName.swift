/// Which stream an entry is of, within a peer connection and entry type: its ssrc, or its id where it has none.
struct StreamName: Sendable {
    /// Of the entry with which the counting began.
    let texts: EntryTexts
    let ssrc: UInt32?
    let kind: MediaKind?

    init(_ header: StatsHeader) {
        texts = header.texts
        ssrc = header.ssrc
        kind = header.kind
    }

    @inline(__always)
    func isOf(_ header: StatsHeader) -> Bool {
        guard ssrc == header.ssrc else { return false }
        return ssrc != nil || hasId(of: header)
    }

    /// Whether the ids are the same: another one under the same ssrc is a stream of a new peer connection.
    @inline(__always)
    func hasId(of header: StatsHeader) -> Bool {
        texts === header.texts || texts.content.id == header.id
    }

    /// As an entry of `timestamp` has it.
    func header(at timestamp: Double) -> StatsHeader {
        StatsHeader(texts, timestamp: timestamp, kind: kind, ssrc: ssrc)
    }
}
