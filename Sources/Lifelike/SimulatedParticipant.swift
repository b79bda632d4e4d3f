/// One participant of a lifelike room as it goes through its script: a pure function of seed, profile and time.
struct SimulatedParticipant {
    let profile: ParticipantProfile
    private let remotes: Int
    /// Where in its script it began, µs.
    private let offset: Int64
    private let script: LinkScript
    private let start: Int64
    private var random: SplitMix64
    private var link = Uplink()
    private(set) var now: Int64
    private(set) var phase: LinkScript.Phase
    private(set) var publisher: PublisherConnection
    private(set) var subscriber: SubscriberConnection

    /// - Parameters:
    ///   - start: when it joins, µs since 1970.
    ///   - offset: where in its script it begins, µs. If it begins away, it joins at once nevertheless.
    ///   - remotes: how many others it receives.
    init(_ profile: ParticipantProfile, from start: Int64, offset: Int64, remotes: Int, random: SplitMix64) {
        self.profile = profile
        self.remotes = remotes
        self.offset = offset
        self.start = start
        self.random = random
        script = profile.script
        now = start
        phase = script.phase(at: offset)
        publisher = PublisherConnection(profile, from: start, random: &self.random)
        subscriber = SubscriberConnection(remotes: remotes, from: start, random: &self.random)
    }

    /// The longest stretch of time that is modelled as one step, µs.
    private static let longestStep: Int64 = 1_000_000
    /// More steps than this are never made at once: they become longer instead.
    private static let mostSteps: Int64 = 600

    /// Lets the time up to `target` µs go by. An earlier time changes nothing.
    mutating func advance(to target: Int64) {
        let step = max(Self.longestStep, (target &- now) / Self.mostSteps)
        while now < target {
            let next = min(target, now + step)
            advanceStep(to: next)
            now = next
        }
    }

    private mutating func advanceStep(to next: Int64) {
        let wasAway = phase.isAway
        phase = script.phase(at: next - start + offset)
        guard !phase.isAway else { return }
        if wasAway {
            link = Uplink()
            publisher = PublisherConnection(profile, from: now, random: &random)
            subscriber = SubscriberConnection(remotes: remotes, from: now, random: &random)
        }
        let seconds = Double(next - now) / 1e6
        link.advance(by: seconds, under: phase.conditions, sending: publisher.bitrate, random: &random)
        publisher.advance(from: now, to: next, in: phase, over: link, random: &random)
        subscriber.advance(by: seconds, in: phase, over: link, random: &random)
    }

    /// Share of packets lost now, 0…1.
    var loss: Double { link.loss }

    enum Connection { case publisher, subscriber }

    /// Appends `"pc":…,"timestamp":…,"sequence":…,"reports":[…]`, the inside of a `stats` message.
    func appendStats(of connection: Connection, sequence: UInt64, to text: inout StatsText) {
        text.raw(connection == .publisher ? #""pc":"publisher","timestamp":"# : #""pc":"subscriber","timestamp":"#)
        text.number(now / 1000)
        text.raw(#","sequence":"#)
        text.number(sequence)
        text.raw(#","reports":["#)
        switch connection {
        case .publisher: publisher.appendEntries(at: now, to: &text)
        case .subscriber: subscriber.appendEntries(at: now, to: &text)
        }
        text.raw("]")
    }
}
