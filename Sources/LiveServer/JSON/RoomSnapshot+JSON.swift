import HTTPPort
package import NIOCore
import VitalsJSON

extension RoomSnapshot {
    /// The room's object.
    package var roomJSON: ByteBuffer {
        noteReader()
        return writtenRoom
    }

    /// Writes the room's object, for those who will ask for it.
    func prepareRoom() { _ = writtenRoom }

    private var writtenRoom: ByteBuffer {
        roomText.value {
            var text = JSONText(capacity: 4096 + 1024 * min(view.participants.count, RoomView.rowLimit))
            text.object { view.write(to: &$0, rows: RoomView.rowLimit) }
            return text.buffer
        }
    }

    /// The `quality_metrics` block, as the session's record would have it if the session ended now.
    package var qualityMetricsJSON: ByteBuffer {
        metricsText.value {
            let inOrder = view.participants.sorted { $0.place < $1.place }
            var text = JSONText(capacity: 2560 * (inOrder.count + 1))
            text.value(
                .qualityMetrics(of: view.block, participants: inOrder.map { ($0.identity, $0.sid ?? "", $0.block) }))
            return text.buffer
        }
    }

    /// A participant's object; `nil` where there is none of that name.
    package func participantJSON(_ identity: String) -> [UInt8]? {
        view.participant(identity)?.written(room: view.path, now: view.now)
    }

    /// The event `snapshot`, ready to be sent to all its readers.
    package var event: ByteBuffer {
        eventText.value {
            var text = JSONText(capacity: 4096 + 1024 * min(view.participants.count, RoomView.eventRowLimit))
            text.object {
                view.write(to: &$0, rows: RoomView.eventRowLimit)
                $0.key("point")
                if let point { point.write(to: &$0) } else { $0.null() }
            }
            return ByteBuffer(bytes: EventText.event("snapshot", id: id, data: text.bytes))
        }
    }
}
