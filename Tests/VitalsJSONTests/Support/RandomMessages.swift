import TestSupport
import Vitals

/// Makes messages of every kind with every field now present, now missing.
struct RandomMessages {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func message() -> FeedMessage {
        switch Int.random(in: 0..<12, using: &random) {
        case 0:
            .join(
                Join(
                    room: room(), participant: participant(), otherParticipants: list { $0.participant() },
                    pingInterval: Double(upTo(20)), pingTimeout: Double(upTo(60)), resumeId: text()))
        case 1: .update(list { $0.participant() })
        case 2: .roomUpdate(room())
        case 3: .statsDropped(random.next() >> UInt64(upTo(63)))
        case 4: .pong(lastPingTimestamp: time(), timestamp: time())
        case 5, 6: .stats(report())
        case 7:
            .connectionQuality(
                list {
                    FeedMessage.QualityUpdate(
                        participantSid: $0.text(), quality: $0.one(of: ConnectionQuality.allCases),
                        score: $0.maybe { $0.number() })
                })
        case 8: .transcription(Transcription(identity: text(), trackSid: text(), segments: list { $0.segment() }))
        case 9: .leave(one(of: [.unknown, .clientInitiated, .roomDeleted, LeaveReason(rawValue: "OF_THE_FUTURE")]))
        case 10: .subscribeStats(list { $0.text() })
        default: one(of: [.ping(timestamp: time()), .unknown("speakersChanged")])
        }
    }

    private mutating func room() -> RoomInfo { RoomInfo(sid: text(), name: text(), metadata: text()) }

    private mutating func participant() -> ParticipantInfo {
        ParticipantInfo(
            sid: text(), identity: "i" + text(), state: one(of: ParticipantInfo.State.allCases),
            tracks: list { $0.track() }, disconnectReason: one(of: ["", "CLIENT_INITIATED"]),
            attributes: Dictionary(list { ($0.text(), $0.text()) }) { first, _ in first })
    }

    private mutating func track() -> TrackInfo {
        TrackInfo(
            sid: text(), kind: one(of: [.audio, .video, nil]), source: one(of: ["", "CAMERA", "MICROPHONE"]),
            muted: flag(), mid: text())
    }

    private mutating func segment() -> Transcription.Segment {
        Transcription.Segment(
            id: text(), text: text(), startTime: time(), endTime: time(), final: flag(), language: text())
    }

    private mutating func report() -> StatsReport {
        StatsReport(
            identity: text(), sid: text(), peerConnection: one(of: ["", "publisher", "subscriber"]), timestamp: time(),
            sequence: maybe { $0.random.next() >> UInt64($0.upTo(63)) }, entries: list { $0.entry() })
    }

    private mutating func entry() -> StatsEntry {
        switch upTo(4) {
        case 0:
            var entry = OutboundRTP(header: header(kind: one(of: MediaKind.allCases)))
            entry.bytesSent = maybe { $0.number() }
            entry.packetsSent = maybe { $0.number() }
            entry.retransmittedBytesSent = maybe { $0.number() }
            entry.retransmittedPacketsSent = maybe { $0.number() }
            entry.framesSent = maybe { $0.number() }
            entry.framesPerSecond = maybe { $0.number() }
            entry.frameWidth = maybe { $0.number() }
            entry.frameHeight = maybe { $0.number() }
            entry.active = maybe { $0.flag() }
            entry.scalabilityMode = maybe { ScalabilityMode("L\($0.upTo(9) + 1)T1") } ?? nil
            entry.qualityLimitation = maybe {
                QualityLimitation(bandwidth: $0.number(), cpu: $0.number(), other: $0.number())
            }
            entry.mediaSourceId = maybe { $0.text() }
            return .outboundRTP(entry)
        case 1:
            var entry = InboundRTP(header: header(kind: one(of: MediaKind.allCases)))
            entry.bytesReceived = maybe { $0.number() }
            entry.packetsReceived = maybe { $0.number() }
            entry.packetsLost = maybe { -$0.number() }
            entry.retransmittedBytesReceived = maybe { $0.number() }
            entry.retransmittedPacketsReceived = maybe { $0.number() }
            entry.jitter = maybe { $0.number() }
            entry.framesDecoded = maybe { $0.number() }
            entry.framesPerSecond = maybe { $0.number() }
            entry.frameWidth = maybe { $0.number() }
            entry.frameHeight = maybe { $0.number() }
            entry.freezeCount = maybe { $0.number() }
            entry.totalFreezesDuration = maybe { $0.number() }
            entry.pauseCount = maybe { $0.number() }
            entry.totalPausesDuration = maybe { $0.number() }
            entry.concealedSamples = maybe { $0.number() }
            entry.totalSamplesReceived = maybe { $0.number() }
            entry.trackIdentifier = maybe { $0.text() }
            return .inboundRTP(entry)
        case 2:
            var entry = RemoteInboundRTP(header: header(kind: one(of: [.audio, .video, nil])))
            entry.packetsLost = maybe { $0.number() }
            entry.jitter = maybe { $0.number() }
            entry.roundTripTime = maybe { $0.number() }
            entry.roundTripTimeMeasurements = maybe { $0.number() }
            return .remoteInboundRTP(entry)
        default:
            return .transport(TransportStats(id: text(), timestamp: time(), bytesSent: maybe { $0.number() }))
        }
    }

    private mutating func header(kind: MediaKind?) -> StatsHeader {
        StatsHeader(
            id: text(), timestamp: time(), kind: kind, ssrc: maybe { UInt32(truncatingIfNeeded: $0.random.next()) },
            mid: maybe { $0.text() }, rid: maybe { $0.text() }, transportId: maybe { $0.text() })
    }

    // MARK: Values

    private mutating func upTo(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    private mutating func flag() -> Bool { Bool.random(using: &random) }

    private mutating func one<Value>(of values: [Value]) -> Value { values[upTo(values.count)] }

    private mutating func maybe<Value>(_ make: (inout Self) -> Value) -> Value? { upTo(4) == 0 ? nil : make(&self) }

    private mutating func list<Value>(_ make: (inout Self) -> Value) -> [Value] {
        (0..<upTo(4)).map { _ in make(&self) }
    }

    private mutating func time() -> Double {
        one(of: [
            0, 1_795_451_909_015, 1_795_452_127_048.791, 1_795_451_900_000 + Double.random(in: 0..<1e6, using: &random),
        ])
    }

    /// Whole and broken numbers, small and large, some with all 17 digits.
    private mutating func number() -> Double {
        switch upTo(4) {
        case 0: 0
        case 1: Double(random.next() >> 11)
        case 2: Double(upTo(1_000)) / 100
        default: Double.random(in: 0..<1, using: &random) * one(of: [1e-9, 1, 1e6, 1e300])
        }
    }

    private mutating func text() -> String {
        one(of: [
            "", "alice", "a \"b\" \\ / c", "tab\tline\nbell\u{7}", "Zoë 🎥", "\u{2028}\u{FFFD}\u{10FFFF}", "</script>",
        ])
    }
}
