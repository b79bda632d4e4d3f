import HTTPPort
package import NIOCore

extension LiveRoom {
    /// Participants that may be asked for in one history.
    package static let historyParticipantRange = 0...50

    /// The room's history and those of its worst participants.
    ///
    /// - Parameter participants: within `historyParticipantRange`.
    package func historyJSON(participants: Int) -> ByteBuffer {
        let range = Self.historyParticipantRange
        let number = min(max(participants, range.lowerBound), range.upperBound)
        let snapshot = snapshot
        return snapshot.historyText(number).value {
            let worst = snapshot.view.participants.lazy.filter(\.isPresent).prefix(number).map(\.identity)
            // Copied out under the lock, written outside it.
            let (room, others) = withHistory { history in
                (history.roomSeries(), worst.compactMap { name in history.series(of: name).map { (name, $0) } })
            }
            var text = JSONText(capacity: 64 << 10)
            text.object {
                $0.member("name", name)
                $0.member("interval_seconds", count: 1)
                $0.member("room") { room.write(to: &$0) }
                $0.member("participants", others) { text, participant in
                    text.object {
                        $0.member("identity", participant.0)
                        participant.1.write(to: &$0)
                    }
                }
            }
            return text.buffer
        }
    }

    /// A participant's history; `nil` where none is kept.
    package func participantHistoryJSON(_ identity: String) -> [UInt8]? {
        let isPresent = snapshot.view.participant(identity)?.isPresent == true
        let history = withHistory { history in
            // Who came since the last point is shown, and has a history from the next one on.
            history.series(of: identity) ?? (isPresent && history.leftOut == 0 ? .ofNewcomer : nil)
        }
        guard let series = history else { return nil }
        var text = JSONText(capacity: 16 << 10)
        text.object {
            $0.member("identity", identity)
            series.write(to: &$0)
        }
        return text.bytes
    }

    /// The event `history`: what a reader has missed, or everything where that cannot be told.
    ///
    /// - Parameters:
    ///   - lastEventID: the last id that the reader saw, as it says.
    ///   - snapshot: one of this room, whose id the event gets. A point that is newer comes with its own snapshot.
    package func historyEvent(after lastEventID: String?, at snapshot: RoomSnapshot) -> [UInt8] {
        let known = lastEventID.flatMap(snapshotNumber).flatMap { $0 <= snapshot.view.snapshot ? $0 : nil }
        let series = withHistory { $0.roomSeries(after: known, through: snapshot.view.snapshot) }
        var text = JSONText(capacity: 32 << 10)
        text.object { $0.member("room") { series.write(to: &$0) } }
        return EventText.event("history", id: snapshot.id, data: text.bytes)
    }

    /// The snapshot that an event id of this run names.
    private func snapshotNumber(_ id: String) -> UInt64? {
        guard id.utf8.count <= 128, id.hasPrefix(run + "-") else { return nil }
        let digits = id.utf8.dropFirst(run.utf8.count + 1)
        guard digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self))
    }
}

extension HistorySeries {
    fileprivate func write(to text: inout JSONText) {
        text.member("time_ms", times) { text, time in text.number(time) }
        for place in keys.indices {
            text.member(keys[place], values) { text, point in text.number(Double(point[place])) }
        }
    }
}

extension RoomPoint {
    func write(to text: inout JSONText) {
        text.object {
            $0.member("time_ms", time)
            for place in RoomHistory.roomKeys.indices {
                $0.member(RoomHistory.roomKeys[place], Double(values[place]))
            }
        }
    }
}
