import SwiftProtobuf
import Synchronization
import WireText

extension Engine {
    /// Errors of the engine itself that are told; the others are only counted.
    private static let maxNotes: UInt64 = 20
    /// In what is told of a connection by whoever wants it, in other words, and in what befalls every connection's end.
    private static let toldElsewhere = ["connect", "closed unexpectedly"]

    /// Brings an event to its room. Handles that nobody wants are given back here.
    func bring(_ bytes: [UInt8]) {
        guard let event = try? EngineEvent(serializedBytes: bytes) else {
            return counts.withLock { $0.eventsUnreadable += 1 }
        }
        switch event.message {
        case .roomEvent(let event):
            let inbox = routes.withLock { $0.inbox(ofRoom: event.roomHandle) }
            let item = EngineItem(event, handle: handle)
            guard let inbox, let item else { return }
            if case .opened(let opened, _) = item {
                routes.withLock { $0.open(reader: opened.reader.handle.id, inbox) }
            }
            inbox.put(item)
        case .connect(let callback):
            let inbox = routes.withLock { routes in
                let inbox = routes.takeAnswer(callback.asyncID)
                // The room's first event is right behind.
                if let inbox, callback.result.hasRoom { routes.open(room: callback.result.room.handle.id, inbox) }
                return inbox
            }
            let item = EngineItem(callback, handle: handle)
            if let inbox { inbox.put(item) } else if callback.result.hasRoom { abandon(item) }
        case .getStats(let callback): takeAnswer(callback.asyncID)?.put(.stats(callback.asyncID, callback))
        case .disconnect(let callback):
            routes.withLock { $0.forget(abandoned: callback.asyncID) }
            takeAnswer(callback.asyncID)?.put(.disconnected)
        case .textStreamReaderEvent(let event):
            let inbox = routes.withLock { routes in
                var isOver = false
                if case .eos? = event.detail { isOver = true }
                return routes.inbox(ofReader: event.readerHandle, isOver: isOver)
            }
            inbox?.put(.read(event))
        case .logs(let batch): for record in batch.records { note(record) }
        case .panic(let panic):
            // The engine's word for a room that was not taken up within 15 s, which it gives up: the others are as they were.
            guard !panic.message.contains("ReadyForRoomEvent") else {
                counts.withLock { $0.roomsGivenUp += 1 }
                return tell("LiveKit's engine: \(panic.message)")
            }
            counts.withLock { $0.panics += 1 }
            for inbox in routes.withLock({ $0.all }) { inbox.put(.panic(panic.message)) }
        case nil: break
        }
    }

    /// Leaves a room whose connection came when nobody waited for it any more: the bot would be in it unseen.
    private func abandon(_ item: EngineItem) {
        guard case .connected(_, _, let room?) = item else { return }
        counts.withLock { $0.roomsAbandoned += 1 }
        // The room's handle lives until the goodbye is said.
        abandon(room.id) { id in routes.withLock { $0.abandon(room, answer: id) } }
    }

    private func takeAnswer(_ id: UInt64) -> EngineInbox? { routes.withLock { $0.takeAnswer(id) } }

    private func note(_ record: EngineLogRecord) {
        guard record.level <= 1 else { return }
        let isTold = counts.withLock { counts in
            if record.level == 0 { counts.errorsLogged += 1 } else { counts.warningsLogged += 1 }
            guard record.level == 0, !Self.toldElsewhere.contains(where: record.message.contains) else { return false }
            counts.errorsTold += 1
            return counts.errorsTold <= Self.maxNotes
        }
        guard isTold else { return }
        tell("LiveKit's engine: \(record.message.withoutTokens)")
    }
}
