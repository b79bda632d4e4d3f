import SwiftProtobuf
import Vitals
import VitalsJSON

extension LiveKitService {
    private static let statsTopic = "rtc-stats"

    /// A participant's own stats: whoever sent the packet is who is spoken of, whatever it says of itself.
    func take(_ payload: [UInt8], from identity: String, topic: String) {
        guard topic == Self.statsTopic else { return }
        connection.count {
            $0.statsPackets += 1
            $0.statsBytes += UInt64(payload.count)
        }
        guard let sid = roster.sid(of: identity) else {
            return connection.count { $0.strangersPackets += 1 }
        }
        do throws(DecodeFailure) {
            let message = try payload.span.bytes.withUnsafeBytes { (bytes) throws(DecodeFailure) in
                try decoder.decode(bytes)
            }
            guard case .stats(var report) = message else { throw DecodeFailure(.notAMessage) }
            report.identity = identity
            report.sid = sid
            emit(.message(.stats(report)))
        } catch {
            emit(.refused(error))
        }
    }

    /// Begins a round of asking what arrives at the bot, and ends one.
    func askForStats(_ now: Double) {
        if let round, round.isOver(now) { finishRound() }
        guard let interval = configuration.statsInterval, now >= nextRound, round == nil, !isInterrupted else { return }
        nextRound = max(nextRound + interval, now)
        var waiting: [UInt64: String] = [:]
        for (sid, track) in tracks {
            let id = try? engine.ask(connection.inbox) { id in
                .with {
                    $0.getStats = .with {
                        $0.trackHandle = track.id
                        $0.requestAsyncID = id
                    }
                }
            }
            if let id { waiting[id] = sid }
        }
        if !waiting.isEmpty { round = DownlinkRound(began: now, waiting: waiting) }
    }

    func take(_ id: UInt64, _ callback: EngineGetStatsCallback) {
        guard round?.take(id, callback.stats) == true, round?.isOver(MonotonicTime.now) == true else { return }
        finishRound()
    }

    private func finishRound() {
        if let report = round?.report(identity: configuration.identity, at: WallTime.now) {
            emit(.message(.stats(report)))
        }
        round = nil
    }
}
