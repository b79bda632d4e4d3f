import SwiftProtobuf
import Vitals

/// What the engine says of the room while the bot is in it.
extension LiveKitService {
    /// - Returns: how the attempt ended, where the event says so.
    func take(_ event: EngineRoomEvent, _ handle: EngineHandle?) -> End? {
        switch event.message {
        case .participantConnected(let joined): people[joined.info.info.identity] = handle
        case .trackPublished(let published): publications[published.publication.info.sid] = handle
        case .trackUnpublished(let gone): publications[gone.publicationSid] = nil
        case .trackSubscribed(let subscribed):
            tracks[subscribed.track.info.sid] = handle
            takeLeast(of: subscribed.track.info)
        case .trackUnsubscribed(let gone): tracks[gone.trackSid] = nil
        case .participantDisconnected(let left): people[left.participantIdentity] = nil
        case .reconnecting: interrupt()
        case .reconnected: restore()
        case .disconnected(let gone):
            let reason = EngineNames.reason(gone.reason)
            // Without a reason it is the connection that ended, not the room.
            if reason != .unknown { emit(.message(.leave(reason))) }
            return .lost("the connection to the room ended: \(reason.rawValue)")
        case .eos: return .lost("the room's events ended")
        case .transcriptionReceived(let received):
            emit(.message(.transcription(Transcription(received, at: WallTime.now))))
        default: break
        }
        for message in roster.apply(event, at: MonotonicTime.now) { emit(.message(message)) }
        return nil
    }

    /// Nobody looks at the pictures: the smallest that there are tell of the link as well, and cost least. Where no numbers
    /// of what arrives are wanted, nothing need arrive: it is the subscription that has the server tell of the quality.
    private func takeLeast(of track: EngineTrackInfo) {
        guard let publication = publications[track.sid] else { return }
        let isMediaWanted = configuration.statsInterval != nil
        guard !isMediaWanted || EngineNames.kind(track.kind) == .video else { return }
        _ = try? engine.ask(nil) { _ in
            .with {
                if isMediaWanted {
                    $0.publicationQuality = .with {
                        $0.trackPublicationHandle = publication.id
                        $0.quality = 0
                    }
                } else {
                    $0.publicationEnabling = .with {
                        $0.trackPublicationHandle = publication.id
                        $0.enabled = false
                    }
                }
            }
        }
    }

    private func interrupt() {
        guard !isInterrupted else { return }
        isInterrupted = true
        emit(.interrupted)
    }

    private func restore() {
        guard isInterrupted else { return }
        isInterrupted = false
        connection.count { $0.reconnects += 1 }
        emit(.restored)
    }
}
