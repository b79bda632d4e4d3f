import Vitals

/// Decodes reports as browsers write them: in the order of the text, without a tree, with what it has learnt of their keys.
///
/// It accepts a part of what the reference decoder accepts, and reads it as that does. Everything else is `NotPlain`:
/// escapes, nesting that no browser has, fields of another type than the specification's, messages that are no reports.
struct FastDecoder: ~Copyable {
    let limits: DecodeLimits
    var keys = KeyTable()
    var texts = TextTable()
    var entryTexts = EntryTextTable()
    var members = EntryMembers()
    var outline = EntryOutline()
    var patterns = PatternTable()
    /// Of the message at hand.
    var time = KnownTime()
    var containers = 0
    /// Room that a new list of entries begins with.
    var usualRoom = 0
    var spareLists = SpareLists()

    init(limits: DecodeLimits) {
        self.limits = limits
    }

    /// Times that the table of keys was full.
    var keyTableResets: UInt64 { keys.resets }

    /// Decodes a `stats` message.
    ///
    /// - Parameter readableBehind: bytes behind the message's that may be looked at, whatever they are.
    mutating func decode(
        _ bytes: UnsafeRawBufferPointer, readableBehind: Int = 0
    ) throws(NotPlain) -> StatsReport {
        var cursor = try begin(bytes, readableBehind)
        guard cursor.take(token: Self.stats.utf8Start, count: Self.stats.utf8CodeUnitCount) else { throw NotPlain() }
        try cursor.expect(UInt8(ascii: "{"))
        containers = 2
        let body = try body(&cursor)
        try cursor.expect(UInt8(ascii: "}"))
        try end(&cursor)
        return try body.message()
    }

    /// Decodes a line of a recording in the recorders' own form.
    mutating func decodeRecordedReport(
        _ bytes: UnsafeRawBufferPointer, readableBehind: Int = 0
    ) throws(NotPlain) -> StatsReport {
        var cursor = try begin(bytes, readableBehind)
        try cursor.expect(UInt8(ascii: "{"))
        containers = 1
        let body = try body(&cursor)
        try end(&cursor)
        return try body.recordedReport()
    }

    private static let stats: StaticString = "{\"stats\":"

    private mutating func begin(
        _ bytes: UnsafeRawBufferPointer, _ readableBehind: Int
    ) throws(NotPlain) -> JSONCursor {
        // Nothing that is passed over lies deeper.
        guard bytes.count <= limits.messageBytes, limits.depth >= KeyTable.depths + 4 else { throw NotPlain() }
        keys.prepare()
        patterns.beginReport()
        outline.close()
        time = KnownTime()
        return try JSONCursor(bytes, readableBehind: readableBehind)
    }

    private func end(_ cursor: inout JSONCursor) throws(NotPlain) {
        cursor.passSpace()
        guard cursor.isAtEnd, containers <= limits.containers else { throw NotPlain() }
    }
}
