import Vitals

extension FastDecoder {
    /// Passes over an entry from its first key on.
    ///
    /// - Parameter entry: initialised unless this throws.
    mutating func entry(
        _ cursor: inout JSONCursor, into entry: UnsafeMutablePointer<StatsEntry>
    ) throws(NotPlain) {
        containers += 1
        guard containers <= limits.containers else { throw NotPlain() }
        members.removeAll()
        var reading = MemberReading(object: keys.beginObject())
        repeat {
            if passUsualMembers(&cursor, &reading) { break }
            try member(&cursor, &reading)
        } while try cursor.isFollowed(closing: UInt8(ascii: "}"))
        try readEntry(into: entry)
    }

    /// How far the reading of an entry is.
    struct MemberReading {
        let object: UInt32
        /// The key of the last member.
        var key = KeyTable.start
        var context = ObjectKinds.entry
    }

    /// Passes over members up to the first that is not as nearly all are: whose key was not foretold, whose value is a list,
    /// an object, no ASCII or a number of another form, or that lies at the end of the text.
    ///
    /// - Returns: whether that was all, and the entry's end is passed over too.
    @inline(__always)
    private mutating func passUsualMembers(_ cursor: inout JSONCursor, _ reading: inout MemberReading) -> Bool {
        var place = cursor.place
        let last = cursor.lastWindow
        let valuesLast = cursor.lastValueWindow
        let object = reading.object
        let records = keys.records
        var followers = keys.followers(in: reading.context)
        var key = reading.key
        var isOver = false
        reading: while place <= last {
            let next = Int(followers[key].last)
            let record = records + next
            guard record.stands(at: place), !record.isMarked(object, depth: 0) else { break }
            let value = place + Int(record.pointee.length)
            let stop: UnsafePointer<UInt8>
            switch record.pointee.form {
            case .skipped:
                guard let end = PlainValue.end(value, last: valuesLast) else { break reading }
                stop = end
            case .number:
                guard let found = PlainValue.number(at: value) else { break reading }
                members.set(record.pointee.field, found.number)
                stop = value + found.length
            case .text:
                guard value.pointee == UInt8(ascii: "\""), let end = PlainValue.textEnd(value, last: valuesLast) else {
                    break reading
                }
                let text = JSONCursor.Text(start: value + 1, count: end - value - 1)
                note(text, of: record.pointee.field, &reading)
                followers = keys.followers(in: reading.context)
                stop = end + 1
            case .flag:
                guard PlainValue.isTrue(value) else { break reading }
                members.set(active: true)
                stop = value + 4
            case .durations: break reading
            }
            let following = stop.pointee
            guard following == UInt8(ascii: ",") || following == UInt8(ascii: "}") else { break }
            _ = record.mark(object, depth: 0)
            key = next
            place = stop + 1
            if following == UInt8(ascii: "}") {
                isOver = true
                break
            }
        }
        reading.key = key
        cursor = JSONCursor(cursor, at: place)
        return isOver
    }

    @inline(__always)
    private mutating func note(_ text: JSONCursor.Text, of field: EntryField, _ reading: inout MemberReading) {
        members.set(field, text)
        if field == .type {
            reading.context = kinds.context(ofType: text)
        } else if field == .kind, text.isSame("audio") {
            reading.context = ObjectKinds.ofAudio(reading.context)
        }
    }

    /// Passes over a member of any form.
    private mutating func member(_ cursor: inout JSONCursor, _ reading: inout MemberReading) throws(NotPlain) {
        _ = try cursor.peek()
        reading.key = try keys.next(
            after: reading.key, context: reading.context, object: reading.object, depth: 0, &cursor)
        let field = keys.field(of: reading.key)
        if try cursor.peek() == UInt8(ascii: "n") {
            // A member that is null counts as missing.
            guard try cursor.literal() == nil else { throw NotPlain() }
            return
        }
        switch field.form {
        case .skipped: try passValue(&cursor, depth: 1)
        case .number: members.set(field, try cursor.number())
        case .text: note(try cursor.text(), of: field, &reading)
        case .flag:
            guard let flag = try cursor.literal() else { throw NotPlain() }
            members.set(active: flag)
        case .durations: try durations(&cursor)
        }
    }

    private mutating func durations(_ cursor: inout JSONCursor) throws(NotPlain) {
        try cursor.expect(UInt8(ascii: "{"))
        containers += 1
        members.setDurations()
        if try cursor.take(UInt8(ascii: "}")) { return }
        let object = keys.beginObject()
        var key = KeyTable.start
        repeat {
            _ = try cursor.peek()
            key = try keys.next(after: key, context: ObjectKinds.nested, object: object, depth: 1, &cursor)
            let field = keys.field(of: key)
            switch field {
            case .bandwidth, .cpu, .other: members.set(field, try plainNumber(&cursor))
            default: try passValue(&cursor, depth: 2)
            }
        } while try cursor.isFollowed(closing: UInt8(ascii: "}"))
    }

    /// Makes an entry of its members.
    private mutating func readEntry(into entry: UnsafeMutablePointer<StatsEntry>) throws(NotPlain) {
        guard let type = members.text(.type) else { throw NotPlain() }
        switch EntryKind(type) {
        case .outboundRTP: entry.initialize(to: .outboundRTP(try outboundRTP()))
        case .inboundRTP: entry.initialize(to: .inboundRTP(try inboundRTP()))
        case .remoteInboundRTP: entry.initialize(to: .remoteInboundRTP(try remoteInboundRTP()))
        case .transport:
            entry.initialize(
                to: .transport(
                    TransportStats(id: try id(), timestamp: try timestamp(), bytesSent: members.number(.bytesSent))))
        case .other: entry.initialize(to: .other)
        }
    }

    @inline(__always)
    private mutating func outboundRTP() throws(NotPlain) -> OutboundRTP {
        OutboundRTP(
            header: try header(needsKind: true, own: .mediaSourceId), bytesSent: members.figure(.bytesSent),
            packetsSent: members.figure(.packetsSent), retransmittedBytesSent: members.figure(.retransmittedBytesSent),
            retransmittedPacketsSent: members.figure(.retransmittedPacketsSent),
            framesSent: members.figure(.framesSent), framesPerSecond: members.figure(.framesPerSecond),
            frameWidth: members.figure(.frameWidth), frameHeight: members.figure(.frameHeight), active: members.active,
            scalabilityMode: try scalabilityMode(), qualityLimitation: members.qualityLimitation)
    }

    private func scalabilityMode() throws(NotPlain) -> ScalabilityMode? {
        guard let text = members.text(.scalabilityMode) else { return nil }
        guard text.count <= limits.identifierBytes else { throw NotPlain() }
        return ScalabilityMode(utf8: UnsafeBufferPointer(start: text.start, count: text.count))
    }

    @inline(__always)
    private mutating func inboundRTP() throws(NotPlain) -> InboundRTP {
        InboundRTP(
            header: try header(needsKind: true, own: .trackIdentifier), bytesReceived: members.figure(.bytesReceived),
            packetsReceived: members.figure(.packetsReceived), packetsLost: members.figure(.packetsLost),
            retransmittedBytesReceived: members.figure(.retransmittedBytesReceived),
            retransmittedPacketsReceived: members.figure(.retransmittedPacketsReceived),
            jitter: members.figure(.jitter), framesDecoded: members.figure(.framesDecoded),
            framesPerSecond: members.figure(.framesPerSecond), frameWidth: members.figure(.frameWidth),
            frameHeight: members.figure(.frameHeight), freezeCount: members.figure(.freezeCount),
            totalFreezesDuration: members.figure(.totalFreezesDuration), pauseCount: members.figure(.pauseCount),
            totalPausesDuration: members.figure(.totalPausesDuration),
            concealedSamples: members.figure(.concealedSamples),
            totalSamplesReceived: members.figure(.totalSamplesReceived))
    }

    @inline(__always)
    private mutating func remoteInboundRTP() throws(NotPlain) -> RemoteInboundRTP {
        RemoteInboundRTP(
            header: try header(needsKind: false, own: .none), packetsLost: members.figure(.packetsLost),
            jitter: members.figure(.jitter), roundTripTime: members.figure(.roundTripTime),
            roundTripTimeMeasurements: members.figure(.roundTripTimeMeasurements))
    }

    /// - Parameter own: the text that only entries of this type have.
    private mutating func header(needsKind: Bool, own: EntryField) throws(NotPlain) -> StatsHeader {
        var ssrc: UInt32?
        if let number = members.number(.ssrc) {
            guard let whole = UInt32(exactly: number) else { throw NotPlain() }
            ssrc = whole
        }
        return StatsHeader(
            try entryTexts.texts(of: members, own: own, limit: limits.identifierBytes), timestamp: try timestamp(),
            kind: try kind(isNeeded: needsKind), ssrc: ssrc)
    }

    private mutating func id() throws(NotPlain) -> String {
        guard let id = try string(.id) else { throw NotPlain() }
        return id
    }

    private func timestamp() throws(NotPlain) -> Double {
        guard let timestamp = members.number(.timestamp) else { throw NotPlain() }
        return timestamp
    }

    private func kind(isNeeded: Bool) throws(NotPlain) -> MediaKind? {
        guard let text = members.text(.kind) ?? members.text(.mediaType) else {
            if isNeeded { throw NotPlain() }
            return nil
        }
        if text.isSame("video") { return .video }
        if text.isSame("audio") { return .audio }
        throw NotPlain()
    }

    private mutating func string(_ field: EntryField) throws(NotPlain) -> String? {
        guard let text = members.text(field) else { return nil }
        guard text.count <= limits.identifierBytes else { throw NotPlain() }
        return texts.string(text)
    }
}
