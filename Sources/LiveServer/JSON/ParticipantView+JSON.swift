import Vitals
import VitalsJSON
import WireText

extension ParticipantView {
    /// A room's row, without the object's braces.
    ///
    /// - Parameters:
    ///   - room: the path of its room.
    ///   - now: ms on the session's clock.
    func writeRow(to text: inout JSONText, room: String, now: Double?) {
        text.member("identity", identity)
        text.member("sid", sid)
        text.member("present", isPresent)
        text.member("monitor", isMonitor)
        text.member("level", judgement.level.rawValue)
        text.member("level_for_seconds", seconds(since: judgement.since, now: now))
        text.key("cause")
        if let cause = judgement.cause {
            text.object {
                $0.member("metric", cause.metric.rawValue)
                $0.member("side", cause.direction.side)
                $0.member("value", cause.value)
                // Whoever is not there is judged only once all is over.
                $0.member("text", isPresent ? cause.text : cause.pastText)
            }
        } else {
            text.null()
        }
        text.member("connection_quality", (signalledQuality ?? .unknown).rawValue)
        text.member("now") { latest.write(to: &$0) }
        text.member("average") { block.writeAverages(to: &$0) }
        text.member("last_report_age_seconds", lastReportAge)
        text.member("usual_interval_seconds", usualReportInterval)
        text.member("url", room + "/participants/" + PercentEncoding.segment(identity))
    }

    private func seconds(since: Double?, now: Double?) -> Double? {
        guard let since, let now else { return nil }
        return max(0, now - since) / 1000
    }

    /// The participant's own object: its row, its whole block, its tracks.
    func written(room: String, now: Double?) -> [UInt8] {
        var text = JSONText(capacity: 8 << 10)
        text.object {
            writeRow(to: &$0, room: room, now: now)
            $0.key("quality_metrics")
            $0.value(block.json)
            $0.member("tracks", tracks) { text, track in track.write(to: &text) }
        }
        return text.bytes
    }
}

extension TrackView {
    fileprivate func write(to text: inout JSONText) {
        text.object {
            $0.member("peer_connection", peerConnection)
            $0.member("direction", direction.side)
            $0.member("kind", kind == .video ? "video" : "audio")
            $0.member("mid", mid)
            $0.member("identifier", identifier.isEmpty ? nil : identifier)
            $0.member("muted", isMuted)
            $0.member("live_streams", count: liveStreams)
            $0.member("now") {
                $0.member("kbps", now.kbps)
                $0.member("frames_per_second", now.framesPerSecond)
                $0.member("width", now.width.map(Double.init))
                $0.member("height", now.height.map(Double.init))
                $0.member("round_trip_time_ms", now.roundTripTime)
            }
            $0.member("average") {
                $0.member("kbps", average.kbps)
                $0.member("frames_per_second", average.framesPerSecond)
                $0.member("packet_loss_percentage", average.lossPercentage)
                $0.member("jitter_ms", average.jitter)
                $0.member("round_trip_time_ms", average.roundTripTime)
                $0.member("readings", count: average.readings)
            }
        }
    }
}
