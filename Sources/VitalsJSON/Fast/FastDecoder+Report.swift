import Vitals

extension FastDecoder {
    /// What stands around the entries, in either form.
    struct Body {
        var identity: String?
        var sid: String?
        var participant: String?
        var peerConnection = ""
        var timestamp: Double?
        var time: Double?
        var sequence: UInt64?
        var entries: [StatsEntry]?

        func message() throws(NotPlain) -> StatsReport {
            StatsReport(
                identity: identity ?? "", sid: sid ?? "", peerConnection: peerConnection, timestamp: timestamp ?? 0,
                sequence: sequence, entries: entries ?? [])
        }

        func recordedReport() throws(NotPlain) -> StatsReport {
            guard let participant, let time, let entries else { throw NotPlain() }
            return StatsReport(identity: participant, peerConnection: peerConnection, timestamp: time, entries: entries)
        }
    }

    /// Passes over the rest of the object that holds a report.
    mutating func body(_ cursor: inout JSONCursor) throws(NotPlain) -> Body {
        var body = Body()
        if try cursor.take(UInt8(ascii: "}")) { return body }
        let object = keys.beginObject()
        var key = KeyTable.start
        repeat {
            _ = try cursor.peek()
            key = try keys.next(
                after: key, object: object, depth: KeyTable.depths - 1, &cursor)
            try read(key, into: &body, &cursor)
        } while try cursor.isFollowed(closing: UInt8(ascii: "}"))
        return body
    }

    private mutating func read(_ key: KeyTable.ID, into body: inout Body, _ cursor: inout JSONCursor) throws(NotPlain) {
        switch keys.role(of: key) {
        case .identity: body.identity = try identifier(&cursor)
        case .sid: body.sid = try identifier(&cursor)
        case .participant: body.participant = try identifier(&cursor)
        case .peerConnection: body.peerConnection = try identifier(&cursor)
        case .timestamp: body.timestamp = try plainNumber(&cursor)
        case .time: body.time = try plainNumber(&cursor)
        case .sequence:
            guard let sequence = UInt64(exactly: try plainNumber(&cursor)) else { throw NotPlain() }
            body.sequence = sequence
        case .reports: body.entries = try entries(&cursor)
        // Such a line would be a message with its time.
        case .stats: throw NotPlain()
        case .none: try passValue(&cursor, depth: 1)
        }
    }

    private mutating func identifier(_ cursor: inout JSONCursor) throws(NotPlain) -> String {
        let text = try cursor.text()
        guard text.count <= limits.identifierBytes else { throw NotPlain() }
        patterns.note(source: text)
        return texts.string(text)
    }

    func plainNumber(_ cursor: inout JSONCursor) throws(NotPlain) -> Double {
        _ = try cursor.peek()
        return try cursor.number()
    }

    private mutating func entries(_ cursor: inout JSONCursor) throws(NotPlain) -> [StatsEntry] {
        try cursor.expect(UInt8(ascii: "["))
        containers += 1
        if try cursor.take(UInt8(ascii: "]")) { return [] }
        patterns.beginEntries()
        var entries = spareLists.take()
        // Those that are left out count too.
        var passed = 0
        var filling = Filling.full
        while filling == .full {
            let free = entries.capacity - entries.count
            // Made where they stay.
            entries.append(addingCapacity: free > 0 ? free : max(entries.count, usualRoom, Self.leastRoom)) { room in
                room.withUnsafeMutableBufferPointer { room, count in
                    filling = fill(room, &count, &passed, &cursor)
                }
            }
        }
        guard filling == .over else {
            spareLists.keep(consume entries)
            throw NotPlain()
        }
        // One more, for what is behind the last one may be of no use. One connection's reports have fewer than another's: not
        // forgotten at once.
        usualRoom = min(Self.mostRoom, max(entries.count + 1, usualRoom - 1))
        return entries
    }

    /// Room for entries before the first has been read. Most: short reports need not take more than that in a portion of
    /// thousands; a longer list grows.
    private static let leastRoom = 8, mostRoom = 32

    /// Takes a report's entries back that nobody needs any more.
    mutating func reuse(_ report: inout StatsReport) {
        // Out of it, for a list with two owners cannot be emptied where it is.
        var entries: [StatsEntry] = []
        swap(&entries, &report.entries)
        spareLists.keep(consume entries)
    }

    private enum Filling { case full, over, notPlain }

    private mutating func fill(
        _ room: UnsafeMutableBufferPointer<StatsEntry>, _ count: inout Int, _ passed: inout Int,
        _ cursor: inout JSONCursor
    ) -> Filling {
        guard let start = room.baseAddress else { return .notPlain }
        do throws(NotPlain) {
            repeat {
                guard count < room.count else { return .full }
                guard passed < limits.entriesPerReport else { return .notPlain }
                try cursor.expect(UInt8(ascii: "{"))
                if try entry(&cursor, into: start + count) { count += 1 }
                patterns.advance()
                passed += 1
            } while try cursor.isFollowed(closing: UInt8(ascii: "]"))
            return .over
        } catch {
            return .notPlain
        }
    }
}
