import Vitals

extension FastDecoder {
    mutating func entry(_ cursor: inout JSONCursor) throws(NotPlain) -> StatsEntry {
        containers += 1
        guard containers <= limits.containers else { throw NotPlain() }
        members.removeAll()
        let object = keys.beginObject()
        var context = Self.bodyContext
        var key = KeyTable.start
        repeat {
            _ = try cursor.peek()
            key = try keys.next(after: key, context: context, object: object, depth: 0, &cursor)
            let field = keys.field(of: key)
            let byte = try cursor.peek()
            if byte == UInt8(ascii: "n") {
                // A member that is null counts as missing.
                guard try cursor.literal() == nil else { throw NotPlain() }
                continue
            }
            switch field.form {
            case .skipped: try passValue(&cursor, depth: 1)
            case .number: members.set(field, try cursor.number())
            case .text:
                let text = try cursor.text()
                members.set(field, text)
                if field == .type { context = EntryKind.context(of: text) }
            case .flag:
                guard let flag = try cursor.literal() else { throw NotPlain() }
                members.set(active: flag)
            case .durations: try durations(&cursor)
            }
        } while try cursor.isFollowed(closing: UInt8(ascii: "}"))
        return try readEntry()
    }

    static let durationsContext = KeyTable.contexts - 1

    private mutating func durations(_ cursor: inout JSONCursor) throws(NotPlain) {
        try cursor.expect(UInt8(ascii: "{"))
        containers += 1
        members.setDurations()
        if try cursor.take(UInt8(ascii: "}")) { return }
        let object = keys.beginObject()
        var key = KeyTable.start
        repeat {
            _ = try cursor.peek()
            key = try keys.next(after: key, context: Self.durationsContext, object: object, depth: 1, &cursor)
            let field = keys.field(of: key)
            switch field {
            case .bandwidth, .cpu, .other: members.set(field, try plainNumber(&cursor))
            default: try passValue(&cursor, depth: 2)
            }
        } while try cursor.isFollowed(closing: UInt8(ascii: "}"))
    }

    private mutating func readEntry() throws(NotPlain) -> StatsEntry {
        guard let type = members.text(.type) else { throw NotPlain() }
        switch EntryKind(type) {
        case .outboundRTP: return .outboundRTP(try outboundRTP())
        case .inboundRTP: return .inboundRTP(try inboundRTP())
        case .remoteInboundRTP: return .remoteInboundRTP(try remoteInboundRTP())
        case .transport:
            return .transport(
                TransportStats(id: try id(), timestamp: try timestamp(), bytesSent: members.number(.bytesSent)))
        case .other: return .other
        }
    }

    private mutating func outboundRTP() throws(NotPlain) -> OutboundRTP {
        var entry = OutboundRTP(header: try header(needsKind: true, own: .mediaSourceId))
        entry.bytesSent = members.number(.bytesSent)
        entry.packetsSent = members.number(.packetsSent)
        entry.retransmittedBytesSent = members.number(.retransmittedBytesSent)
        entry.retransmittedPacketsSent = members.number(.retransmittedPacketsSent)
        entry.active = members.active
        entry.framesSent = members.number(.framesSent)
        entry.framesPerSecond = members.number(.framesPerSecond)
        entry.frameWidth = members.number(.frameWidth)
        entry.frameHeight = members.number(.frameHeight)
        entry.scalabilityMode = try string(.scalabilityMode).flatMap { ScalabilityMode($0) }
        entry.qualityLimitation = members.qualityLimitation
        return entry
    }

    private mutating func inboundRTP() throws(NotPlain) -> InboundRTP {
        var entry = InboundRTP(header: try header(needsKind: true, own: .trackIdentifier))
        entry.bytesReceived = members.number(.bytesReceived)
        entry.packetsReceived = members.number(.packetsReceived)
        entry.packetsLost = members.number(.packetsLost)
        entry.retransmittedBytesReceived = members.number(.retransmittedBytesReceived)
        entry.retransmittedPacketsReceived = members.number(.retransmittedPacketsReceived)
        entry.jitter = members.number(.jitter)
        entry.framesDecoded = members.number(.framesDecoded)
        entry.framesPerSecond = members.number(.framesPerSecond)
        entry.frameWidth = members.number(.frameWidth)
        entry.frameHeight = members.number(.frameHeight)
        entry.freezeCount = members.number(.freezeCount)
        entry.totalFreezesDuration = members.number(.totalFreezesDuration)
        entry.pauseCount = members.number(.pauseCount)
        entry.totalPausesDuration = members.number(.totalPausesDuration)
        entry.concealedSamples = members.number(.concealedSamples)
        entry.totalSamplesReceived = members.number(.totalSamplesReceived)
        return entry
    }

    private mutating func remoteInboundRTP() throws(NotPlain) -> RemoteInboundRTP {
        var entry = RemoteInboundRTP(header: try header(needsKind: false, own: .none))
        entry.packetsLost = members.number(.packetsLost)
        entry.jitter = members.number(.jitter)
        entry.roundTripTime = members.number(.roundTripTime)
        entry.roundTripTimeMeasurements = members.number(.roundTripTimeMeasurements)
        return entry
    }

    /// - Parameter own: the text that only entries of this type have.
    private mutating func header(needsKind: Bool, own: EntryField) throws(NotPlain) -> StatsHeader {
        var ssrc: UInt32?
        if let number = members.number(.ssrc) {
            guard let whole = UInt32(exactly: number) else { throw NotPlain() }
            ssrc = whole
        }
        guard let id = members.text(.id), id.count <= limits.identifierBytes, isShort(.mid), isShort(.rid),
            isShort(.transportId), isShort(own)
        else { throw NotPlain() }
        return StatsHeader(
            entryTexts.texts(of: members, id: id, own: own), timestamp: try timestamp(),
            kind: try kind(isNeeded: needsKind), ssrc: ssrc)
    }

    /// Whether a text may be that long, should it be there.
    private func isShort(_ field: EntryField) -> Bool {
        (members.text(field)?.count ?? 0) <= limits.identifierBytes
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
