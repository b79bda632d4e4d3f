extension FeedDecoder {
    /// A participant's `stats` message, with the sender's name put in by the relay: nobody speaks for another.
    ///
    /// Everything but `participantIdentity` and `participantSid` is passed on byte for byte, so that fields and entries
    /// that this version does not know reach those who do. The result is longer by at most
    /// `DecodeLimits.relayedOverheadBytes`, which a monitor's limit must allow for.
    ///
    /// - Throws: what `decode` would throw for it, and `notAMessage` for any other message.
    package func relayedStats(
        _ bytes: UnsafeRawBufferPointer, identity: String, sid: String
    ) throws(DecodeFailure) -> [UInt8] {
        try ReferenceDecoder(limits: limits).checkStats(bytes)
        guard let stats = MemberSpans(in: bytes).members.first else { throw DecodeFailure(.notAMessage) }
        var relayed = Array(#"{"stats":{"participantSid":"#.utf8)
        relayed.reserveCapacity(bytes.count + DecodeLimits.relayedOverheadBytes)
        relayed += JSONValue.string(sid).written()
        relayed += Array(#","participantIdentity":"#.utf8)
        relayed += JSONValue.string(identity).written()
        for member in MemberSpans(in: bytes, from: stats.value.lowerBound).members {
            if Self.namesSender(UnsafeRawBufferPointer(rebasing: bytes[member.name])) { continue }
            relayed.append(UInt8(ascii: ","))
            relayed.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[member.whole]))
        }
        relayed += Array("}}".utf8)
        return relayed
    }

    /// Whether a member's name, quotes included, is one that only the relay may give. It may be written with escapes.
    private static func namesSender(_ quoted: UnsafeRawBufferPointer) -> Bool {
        guard case .string(let name) = try? JSONValue(parsing: quoted) else { return true }
        return name == "participantIdentity" || name == "participantSid"
    }
}

extension ReferenceDecoder {
    /// Refuses what `decode` would refuse as a `stats` message, and every other message.
    fileprivate func checkStats(_ bytes: UnsafeRawBufferPointer) throws(DecodeFailure) {
        let document = try JSONDocument(parsing: bytes, limits: limits)
        try document.withRoot { (root) throws(DecodeFailure) in
            guard root.kind == .object, root.count == 1, let stats = root["stats"] else {
                throw DecodeFailure(.notAMessage)
            }
            do throws(DecodeFailure) {
                guard stats.kind == .object else { throw DecodeFailure(.wrongType) }
                _ = try statsReport(stats)
            } catch {
                throw error.under("stats")
            }
        }
    }
}
