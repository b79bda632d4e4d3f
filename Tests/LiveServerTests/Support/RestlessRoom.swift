import TestSupport
import Vitals

@testable import LiveServer

/// A room in which, by chance, all happens that may happen: people come, go, come back, are turned away or make room, report
/// much, little, twice or nonsense, switch tracks on and off, and are heard of by the server.
struct RestlessRoom {
    private(set) var session: RoomSession
    /// ms since 1970.
    private(set) var now: Double = 1_795_452_000_000
    private var generator: SeededGenerator
    private var counters: [String: Double] = [:]
    private var sequence: UInt64 = 0
    private let people = (0..<9).map { "p\($0)" }

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        var limits = SessionLimits()
        // Few, so that whoever left is merged into the others.
        limits.participants = 5
        limits.tracks = 4
        limits.peerConnections = 2
        session = RoomSession(limits: limits, room: RoomInfo(sid: "RM_1", name: "demo"))
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    private mutating func anybody() -> String { people.randomElement(using: &generator) ?? "" }

    /// Something happens, or nothing does.
    mutating func goOn() {
        now += [0, 40, 700, 1000, 1000, 6000, 40_000].randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<9: for person in people where chance(60) { session.fold(report(of: person), at: now) }
        case 9: session.fold(report(of: anybody()), at: now)
        case 10...12: session.apply(.update([info(of: anybody())]), at: now)
        case 13: session.apply(.update([info(of: anybody(), state: .disconnected)]), at: now)
        case 14:
            let quality = ConnectionQuality.allCases.randomElement(using: &generator) ?? .good
            session.apply(.connectionQuality([.init(participantSid: sid(of: anybody()), quality: quality)]), at: now)
        case 15:
            let named = people.filter { _ in chance(50) }.map { info(of: $0) }
            session.apply(
                .join(Join(room: RoomInfo(name: "demo"), participant: info(of: "bot"), otherParticipants: named)),
                at: now)
        default: session.tick(now)
        }
    }

    private mutating func sid(of person: String) -> String { "PA_\(person)\(chance(10) ? "again" : "")" }

    private mutating func info(of person: String, state: ParticipantInfo.State = .active) -> ParticipantInfo {
        var tracks: [TrackInfo] = []
        if chance(70) {
            let source = chance(20) ? TrackInfo.screenShareSource : "CAMERA"
            tracks.append(
                TrackInfo(
                    sid: "TR_\(person)", kind: .video, source: source, muted: chance(30), mid: chance(50) ? "1" : ""))
        }
        if chance(50) { tracks.append(TrackInfo(sid: "TR_A\(person)", kind: .audio, muted: chance(30))) }
        return ParticipantInfo(sid: sid(of: person), identity: person, state: state, tracks: tracks)
    }

    private mutating func count(_ name: String, upTo most: Double) -> Double {
        // Counters fall now and then, as they do when a page is loaded again.
        if chance(2) { counters[name] = 0 }
        counters[name, default: 0] += Double.random(in: 0...most, using: &generator).rounded()
        return counters[name] ?? 0
    }

    private mutating func report(of person: String) -> StatsReport {
        let isPublisher = chance(60)
        var entries: [StatsEntry] = []
        for number in 1...UInt32.random(in: 1...5, using: &generator) where chance(80) {
            entries += isPublisher ? sent(number, by: person) : received(number, by: person)
        }
        sequence += chance(5) ? 0 : 1
        return StatsReport(
            identity: person, sid: chance(50) ? sid(of: person) : "",
            peerConnection: isPublisher ? "publisher" : "subscriber", timestamp: now,
            sequence: chance(50) ? sequence : nil, entries: entries)
    }

    private mutating func sent(_ number: UInt32, by person: String) -> [StatsEntry] {
        let kind: MediaKind = number % 2 == 1 ? .video : .audio
        let name = "\(person) sent \(number)"
        var sent = OutboundRTP(
            header: StatsHeader(
                id: "OT\(number)", timestamp: now, kind: kind, ssrc: number, mid: "\(number)", transportId: "T01"))
        sent.bytesSent = count(name + " bytes", upTo: 200_000)
        if kind == .video { sent.framesSent = count(name + " frames", upTo: 30) }
        sent.packetsSent = count(name + " packets", upTo: 400)
        var heard = RemoteInboundRTP(header: StatsHeader(id: "RI\(number)", timestamp: now - 5, ssrc: number))
        heard.packetsLost = count(name + " lost", upTo: chance(30) ? 60 : 2)
        heard.roundTripTime = chance(3) ? -1 : Double.random(in: 0...0.5, using: &generator)
        heard.jitter = Double.random(in: 0...0.05, using: &generator)
        return [.outboundRTP(sent)] + (chance(80) ? [.remoteInboundRTP(heard)] : [])
    }

    private mutating func received(_ number: UInt32, by person: String) -> [StatsEntry] {
        let kind: MediaKind = number % 2 == 1 ? .video : .audio
        let name = "\(person) received \(number)"
        var received = InboundRTP(
            header: StatsHeader(
                id: "IT\(number)", timestamp: now, kind: kind, ssrc: 100 + number, mid: "\(number)", transportId: "T02")
        )
        received.trackIdentifier = "TR_\(anybody())"
        received.bytesReceived = count(name + " bytes", upTo: 200_000)
        received.packetsReceived = count(name + " packets", upTo: 400)
        received.packetsLost = count(name + " lost", upTo: chance(20) ? 60 : 1)
        received.jitter = Double.random(in: 0...0.05, using: &generator)
        if kind == .video {
            received.framesDecoded = count(name + " frames", upTo: 30)
            received.freezeCount = count(name + " freezes", upTo: 1)
            received.totalFreezesDuration = count(name + " frozen", upTo: 1)
        } else {
            received.concealedSamples = count(name + " concealed", upTo: 900)
            received.totalSamplesReceived = count(name + " samples", upTo: 48_000)
        }
        return [.inboundRTP(received)]
    }

    func sample(_ state: RoomState, monitor: String?) -> RoomSample {
        RoomSample(session: session, state: state, monitor: monitor, takenAt: now / 1000)
    }
}
