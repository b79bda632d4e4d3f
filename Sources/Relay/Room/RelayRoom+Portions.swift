import Vitals

extension RelayRoom {
    /// Participants in portions that fit into a message each.
    static func portions(of infos: [ParticipantInfo], limits: RelayLimits) -> [[ParticipantInfo]] {
        var portions: [[ParticipantInfo]] = []
        var bytes = 0
        for info in infos {
            // A byte of text may take six on the wire (`\u001f`); 64 for the names of each track's fields, twice that
            // for the participant's own.
            let size =
                128 + 6 * (info.sid.utf8.count + info.identity.utf8.count + info.profileBytes)
                + 64 * info.tracks.count
            if let count = portions.last?.count, count < limits.maxParticipantsPerMessage,
                bytes + size <= limits.maxParticipantBytesPerMessage
            {
                portions[portions.count - 1].append(info)
                bytes += size
            } else {
                portions.append([info])
                bytes = size
            }
        }
        return portions
    }
}

extension ParticipantInfo {
    /// UTF-8 bytes of what a participant says of itself: its tracks and attributes.
    var profileBytes: Int {
        tracks.reduce(0) { $0 + $1.sid.utf8.count + $1.source.utf8.count + $1.mid.utf8.count }
            + attributes.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    }
}
