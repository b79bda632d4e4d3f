import Recordings
import Vitals
import VitalsJSON

/// A participant whose reports are those of a real Chromium in a real call, moved to the present.
///
/// When the recording ends it begins again with other SSRCs, as if the participant had published anew.
package struct RecordingPlayer: LifelikeClient {
    package let identity: String
    private let call: RecordedCall
    private var start: Int64?
    private var lap: Int64 = 0
    private var place = 0
    private var sequences: [[UInt8]: UInt64] = [:]

    /// Plays the recording that is part of the program: 39 s of a two-way call with camera and microphone.
    package init?(identity: String) {
        guard let text = GzipData.unpack(PackageResources.chromium_call_ndjson_gz, upTo: 16 << 20) else { return nil }
        self.init(identity: identity, ndjson: text)
    }

    /// Plays lines `{"t":…,"participant":…,"pc":…,"reports":[…]}` of one participant; `nil` where they have another form.
    package init?(identity: String, ndjson: [UInt8]) {
        guard let call = RecordedCall(ndjson: ndjson) else { return nil }
        self.identity = identity
        self.call = call
    }

    /// ms from one beginning of the recording to the next.
    package var duration: Int64 { call.duration }

    package mutating func next(at wallMs: Double) -> [ClientAction] {
        guard wallMs >= 0, wallMs < 1e14 else { return [] }
        let now = Int64(wallMs)
        var actions: [ClientAction] = []
        if start == nil { actions = arrival() }
        let start = self.start ?? now
        self.start = start
        // Whoever was away for more than a lap has missed it.
        let missed = (now - start) / call.duration - 1
        if missed > lap { (lap, place) = (missed, 0) }
        while place < call.reports.count, start + lap * call.duration + call.reports[place].time <= now {
            actions.append(.send(message(call.reports[place], movedBy: start + lap * call.duration - call.start)))
            place += 1
            if place == call.reports.count { (lap, place) = (lap + 1, 0) }
        }
        return actions
    }

    private func arrival() -> [ClientAction] {
        let encoder = FeedEncoder()
        let tracks = [
            TrackInfo(sid: "TR_\(identity)_audio", kind: .audio, source: "MICROPHONE", mid: "0"),
            TrackInfo(sid: "TR_\(identity)_video", kind: .video, source: "CAMERA", mid: "1"),
        ]
        return [
            .send(encoder.encode(.update([ParticipantInfo(identity: identity, tracks: tracks)]))),
            .send(encoder.encode(.connectionQuality([.init(participantSid: "", quality: .excellent)]))),
        ]
    }

    private mutating func message(_ report: RecordedCall.Report, movedBy milliseconds: Int64) -> [UInt8] {
        sequences[report.connection, default: 0] += 1
        var text = StatsText(capacity: 10 << 10)
        text.raw(#"{"stats":{"pc":"#)
        text.raw(report.connection)
        text.raw(#","timestamp":"#)
        text.number(call.start + report.time + milliseconds)
        text.raw(#","sequence":"#)
        text.number(sequences[report.connection] ?? 1)
        text.raw(#","reports":"#)
        for piece in report.pieces {
            switch piece {
            case .text(let bytes): text.raw(bytes)
            case .time(let time): text.milliseconds(time + milliseconds * 1000)
            case .ssrc(let ssrc): text.number(self.ssrc(ssrc))
            }
        }
        text.raw("}}")
        return text.bytes
    }

    private func ssrc(_ recorded: UInt32) -> UInt32 {
        guard lap > 0 else { return recorded }
        var random = SplitMix64(seed: UInt64(recorded), part: UInt64(lap))
        return random.ssrc()
    }
}
