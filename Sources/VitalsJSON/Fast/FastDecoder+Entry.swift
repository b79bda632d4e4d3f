import Vitals

extension FastDecoder {
    /// Passes over an entry from its first key on.
    ///
    /// - Returns: whether `entry` is initialised: it is not for one of a type without a use.
    mutating func entry(
        _ cursor: inout JSONCursor, into entry: UnsafeMutablePointer<StatsEntry>
    ) throws(NotPlain) -> Bool {
        if let kind = try passKnown(&cursor, into: entry) { return kind != .other }
        let before = containers
        containers += 1
        guard containers <= limits.containers else { throw NotPlain() }
        outline.begin(at: cursor.place)
        members.removeAll()
        let object = keys.beginObject()
        var key = KeyTable.start
        repeat {
            try member(&cursor, behind: &key, of: object)
        } while try cursor.isFollowed(closing: UInt8(ascii: "}"))
        guard let type = members.text(.type) else { throw NotPlain() }
        let kind = EntryKind(type)
        try readEntry(kind, into: entry, texts: nil)
        if let whole = outline.close(at: cursor.place) {
            patterns.learn(whole, members, kind: kind, containers: containers - before)
        }
        return kind != .other
    }

    /// Passes over a member.
    ///
    /// - Parameter key: the one before it, and then its own.
    private mutating func member(
        _ cursor: inout JSONCursor, behind key: inout KeyTable.ID, of object: UInt32
    ) throws(NotPlain) {
        _ = try cursor.peek()
        key = try keys.next(after: key, object: object, depth: 0, &cursor)
        let field = keys.field(of: key)
        let first = try cursor.peek()
        let start = cursor.place
        if first == UInt8(ascii: "n") {
            // A member that is null counts as missing.
            guard try cursor.literal() == nil else { throw NotPlain() }
        } else {
            switch field.form {
            case .skipped: return try passValue(&cursor, depth: 1)
            case .durations: return try durations(&cursor)
            case .number: members.set(field, try cursor.number())
            case .text: members.set(field, try cursor.text())
            case .flag:
                guard let flag = try cursor.literal() else { throw NotPlain() }
                members.set(active: flag)
            }
        }
        outline.add(from: start, to: cursor.place, field)
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
            key = try keys.next(after: key, object: object, depth: 1, &cursor)
            let field = keys.duration(of: key)
            if field == .none {
                try passValue(&cursor, depth: 2)
            } else {
                _ = try cursor.peek()
                let start = cursor.place
                members.set(field, try cursor.number())
                outline.add(from: start, to: cursor.place, field)
            }
        } while try cursor.isFollowed(closing: UInt8(ascii: "}"))
    }

    /// Makes an entry of its members, unless its type has no use.
    ///
    /// - Parameter slot: where its texts probably are, if behind each one's quote 31 bytes may be looked at.
    mutating func readEntry(
        _ kind: EntryKind, into entry: UnsafeMutablePointer<StatsEntry>, texts slot: Int?
    ) throws(NotPlain) {
        switch kind {
        case .outboundRTP: entry.initialize(to: .outboundRTP(try outboundRTP(slot)))
        case .inboundRTP: entry.initialize(to: .inboundRTP(try inboundRTP(slot)))
        case .remoteInboundRTP: entry.initialize(to: .remoteInboundRTP(try remoteInboundRTP(slot)))
        case .transport:
            entry.initialize(
                to: .transport(
                    TransportStats(id: try id(), timestamp: try timestamp(), bytesSent: members.number(.bytesSent))))
        case .other: break
        }
    }

    @inline(__always)
    private mutating func outboundRTP(_ slot: Int?) throws(NotPlain) -> OutboundRTP {
        OutboundRTP(
            header: try header(slot, needsKind: true, own: .mediaSourceId), bytesSent: members.figure(.bytesSent),
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
    private mutating func inboundRTP(_ slot: Int?) throws(NotPlain) -> InboundRTP {
        InboundRTP(
            header: try header(slot, needsKind: true, own: .trackIdentifier),
            bytesReceived: members.figure(.bytesReceived),
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
    private mutating func remoteInboundRTP(_ slot: Int?) throws(NotPlain) -> RemoteInboundRTP {
        RemoteInboundRTP(
            header: try header(slot, needsKind: false, own: .none), packetsLost: members.figure(.packetsLost),
            jitter: members.figure(.jitter), roundTripTime: members.figure(.roundTripTime),
            roundTripTimeMeasurements: members.figure(.roundTripTimeMeasurements))
    }

    /// - Parameter own: the text that only entries of this type have.
    private mutating func header(_ slot: Int?, needsKind: Bool, own: EntryField) throws(NotPlain) -> StatsHeader {
        var ssrc: UInt32?
        if let number = members.number(.ssrc) {
            guard let whole = UInt32(exactly: number) else { throw NotPlain() }
            ssrc = whole
        }
        return StatsHeader(
            try texts(slot, own), timestamp: try timestamp(), kind: try kind(isNeeded: needsKind), ssrc: ssrc)
    }

    @inline(__always)
    private mutating func texts(_ slot: Int?, _ own: EntryField) throws(NotPlain) -> EntryTexts {
        if let slot, let known = entryTexts.texts(at: slot, of: members, own: own) { return known }
        let (texts, slot) = try entryTexts.texts(of: members, own: own, limit: limits.identifierBytes)
        if let slot { patterns.noteTexts(at: slot) }
        return texts
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
