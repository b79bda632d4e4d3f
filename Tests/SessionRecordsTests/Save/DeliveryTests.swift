import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import SessionRecords

/// Over real sockets, to a server that does what a fault list says.
@Suite("Delivering records")
struct DeliveryTests {
    private let home: TemporaryFolder
    private let folder: SpoolFolder

    init() throws {
        home = try TemporaryFolder()
        folder = try SpoolFolder(home.path("spool"))
    }

    private func sender(
        to url: String, pauses: PauseLog = PauseLog(), policy: SavePolicy = DeliveryTests.quick
    ) throws -> RecordSender {
        var endpoint = try SaveEndpoint(url)
        endpoint.token = { "secret-token" }
        endpoint.signature = try SaveSignature(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        return RecordSender(
            endpoint: endpoint, policy: policy, userAgent: "roomvitals/test",
            wallClock: { Date().timeIntervalSince1970 }, monotonicClock: { pauses.now }, pause: { pauses.add($0) })
    }

    static let quick: SavePolicy = {
        var policy = SavePolicy()
        policy.connectTimeout = 1
        policy.answerTimeout = 1
        policy.flowWindow = 1
        return policy
    }()

    private func letter(_ url: String? = nil) -> SpooledRecord {
        SpooledRecord(Sessions.record(), saveURL: url)
    }

    @Test("sends the record's bytes with its key, token and signature")
    func request() throws {
        let server = try ScriptedServer([.answer(201)])
        defer { server.stop() }
        let letter = letter()
        let name = try folder.add(letter, key: .random())
        let outcome = try SpoolDelivery(folder, sender: sender(to: server.url)).deliver(name)
        #expect(outcome == .saved(tries: 1))
        let request = try #require(server.requests.first)
        #expect(request.line == "POST /api/v1/sessions/save HTTP/1.1")
        #expect(request.body == letter.body)
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["idempotency-key"] == letter.sessionID.text)
        #expect(request.headers["authorization"] == "Bearer secret-token")
        #expect(request.headers["user-agent"] == "roomvitals/test")
        #expect(request.headers["webhook-id"] == letter.sessionID.text)
        #expect(request.headers["webhook-signature"]?.hasPrefix("v1,") == true)
        #expect(request.headers["expect"] == nil)
        #expect(home.names("spool").isEmpty == false)  // the lock
        #expect(try folder.records().isEmpty)
    }

    @Test(
        "tries again after what may pass",
        arguments: [
            ScriptedServer.Act.answer(500), .answer(503), .answer(429), .answer(408), .reset, .close, .hang, .drip,
        ])
    func again(act: ScriptedServer.Act) throws {
        let server = try ScriptedServer([act, act, .answer(200)])
        defer { server.stop() }
        let pauses = PauseLog()
        let name = try folder.add(letter(), key: .random())
        let outcome = try SpoolDelivery(folder, sender: sender(to: server.url, pauses: pauses)).deliver(name)
        #expect(outcome == .saved(tries: 3))
        #expect(pauses.all == [1, 2])
        #expect(server.requests.count == 3)
        #expect(Set(server.requests.map { $0.headers["idempotency-key"] ?? "" }).count == 1)
        #expect(Set(server.requests.map(\.body)).count == 1)
    }

    @Test(
        "believes an answer whose head is there, whatever becomes of the rest",
        arguments: [ScriptedServer.Act.half, .open])
    func headOnly(act: ScriptedServer.Act) throws {
        let server = try ScriptedServer([act])
        defer { server.stop() }
        var policy = Self.quick
        policy.answerTimeout = 15
        let began = ContinuousClock.now
        let name = try folder.add(letter(), key: .random())
        let outcome = try SpoolDelivery(folder, sender: sender(to: server.url, policy: policy)).deliver(name)
        #expect(outcome == .saved(tries: 1))
        #expect(ContinuousClock.now - began < .seconds(6))
        #expect(server.requests.count == 1)
        #expect(try folder.records().isEmpty)
    }

    private func longLetter() -> SpooledRecord {
        var record = Sessions.record()
        let words = String(repeating: "and then ", count: 1_000)
        record.transcript = (0..<50).map { TranscriptLine(speaker: .user, text: words, timestamp: Double($0)) }
        return SpooledRecord(record, saveURL: nil)
    }

    @Test("lets a record take its time as long as it flows, and the answer its own behind it")
    func slowLine() throws {
        let server = try ScriptedServer([.answer(201)], reading: .init(pace: 150_000))
        defer { server.stop() }
        let name = try folder.add(longLetter(), key: .random())
        let began = ContinuousClock.now
        #expect(try SpoolDelivery(folder, sender: sender(to: server.url)).deliver(name) == .saved(tries: 1))
        #expect(ContinuousClock.now - began > .seconds(2))
    }

    @Test("gives up a record that does not get through, and says so")
    func stuckLine() throws {
        let server = try ScriptedServer([.answer(201)], reading: .init(pace: 300_000, most: 100_000))
        defer { server.stop() }
        var policy = Self.quick
        policy.retries = 0
        let name = try folder.add(longLetter(), key: .random())
        let outcome = try SpoolDelivery(folder, sender: sender(to: server.url, policy: policy)).deliver(name)
        guard case .waiting(let reason, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("does not get through: 1"), "\(reason)")
        #expect(reason.contains("fewer than 1000 a second over 1 s"), "\(reason)")
    }

    @Test("cuts a record off that flows too long for a session's end, and not where nobody waits for it")
    func tooSlowForTheEnd() throws {
        let server = try ScriptedServer([.answer(201)], reading: .init(pace: 150_000))
        defer { server.stop() }
        var policy = Self.quick
        policy.deadline = 1.5
        let name = try folder.add(longLetter(), key: .random())
        let delivery = SpoolDelivery(folder, sender: try sender(to: server.url, policy: policy))
        guard case .waiting(let reason, _) = try delivery.deliver(name) else {
            Issue.record("it was sent")
            return
        }
        #expect(reason.contains("time is up: "), "\(reason)")
        #expect(try delivery.deliverWaiting().saved == 1)
    }

    @Test("sends nothing that says itself that it has arrived, and clears it away")
    func delivered() throws {
        let server = try ScriptedServer([.answer(201)])
        defer { server.stop() }
        let names = try (0..<2).map { _ in try folder.add(letter(), key: .random()) }
        for name in names { try OwnedFile(folder.path(name.text), O_WRONLY).markDelivered() }
        #expect(try folder.sessions().isEmpty)
        #expect(try SpoolDelivery(folder, sender: sender(to: server.url)).deliver(names[0]) == .gone)
        #expect(try folder.records() == [names[1]])
        #expect(try folder.recover().isEmpty)
        #expect(try folder.records().isEmpty)
        #expect(server.requests.isEmpty)
        #expect(!folder.exists(SpoolFolder.damagedName))
    }

    @Test("gives up after three more tries, and the record waits, with what went wrong")
    func waits() throws {
        let server = try ScriptedServer([.answer(503, body: "down for repair")])
        defer { server.stop() }
        let pauses = PauseLog()
        let name = try folder.add(letter(), key: .random())
        let outcome = try SpoolDelivery(folder, sender: sender(to: server.url, pauses: pauses)).deliver(name)
        #expect(outcome == .waiting("HTTP 503: down for repair", retryAfter: nil))
        #expect(pauses.all == [1, 2, 4])
        #expect(server.requests.count == 4)
        #expect(try folder.records() == [name])
        #expect(try present(folder.claim(name)).answer() == "HTTP 503: down for repair")
    }

    @Test("waits as long as the endpoint asks, in seconds or by date, up to a bound")
    func retryAfter() throws {
        let date = DateFormatter()
        date.locale = Locale(identifier: "en_US_POSIX")
        date.timeZone = TimeZone(identifier: "GMT")
        date.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let server = try ScriptedServer([
            .answer(429, headers: ["Retry-After: 9"]),
            .answer(503, headers: ["retry-after: \(date.string(from: Date().addingTimeInterval(20)))"]),
            .answer(503, headers: ["Retry-After: 3600"]),
        ])
        defer { server.stop() }
        let pauses = PauseLog()
        let name = try folder.add(letter(), key: .random())
        let outcome = try SpoolDelivery(folder, sender: sender(to: server.url, pauses: pauses)).deliver(name)
        #expect(outcome == .waiting("HTTP 503: {}", retryAfter: 3600))
        #expect(pauses.all.count == 2)
        #expect(pauses.all.first == 9)
        #expect(pauses.all.last.map { $0 > 17 && $0 <= 20 } == true)
    }

    @Test("keeps aside what the endpoint will not have", arguments: [400, 401, 404, 409, 413, 422])
    func refused(status: Int) throws {
        let server = try ScriptedServer([.answer(status, body: #"{"detail":"no \#u{1B}[2J"}"#)])
        defer { server.stop() }
        let name = try folder.add(letter(), key: .random())
        let outcome = try SpoolDelivery(folder, sender: sender(to: server.url)).deliver(name)
        guard case .refused(let answer) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(answer.hasPrefix("HTTP \(status): "))
        #expect(!answer.utf8.contains(0x1B))
        #expect(try folder.records().map(\.state) == [.refused])
        #expect(server.requests.count == 1)
    }

    @Test("follows no redirect, and the token goes nowhere else", arguments: [301, 302, 307, 308])
    func redirect(status: Int) throws {
        let elsewhere = try ScriptedServer([.answer(200)])
        defer { elsewhere.stop() }
        let server = try ScriptedServer([.answer(status, headers: ["Location: \(elsewhere.url)"])])
        defer { server.stop() }
        let name = try folder.add(letter(), key: .random())
        let outcome = try SpoolDelivery(folder, sender: sender(to: server.url)).deliver(name)
        guard case .waiting = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(elsewhere.requests.isEmpty)
    }

    @Test("is done with an answer that never ends")
    func flood() throws {
        let server = try ScriptedServer([.flood])
        defer { server.stop() }
        let name = try folder.add(letter(), key: .random())
        #expect(try SpoolDelivery(folder, sender: sender(to: server.url)).deliver(name) == .saved(tries: 1))
    }

    @Test("ends within its deadline, whatever the endpoint does")
    func deadline() throws {
        let server = try ScriptedServer([.hang])
        defer { server.stop() }
        var policy = Self.quick
        policy.deadline = 2.5
        let pauses = PauseLog(isReal: true)
        let began = ContinuousClock.now
        let name = try folder.add(letter(), key: .random())
        _ = try SpoolDelivery(folder, sender: sender(to: server.url, pauses: pauses, policy: policy)).deliver(name)
        #expect(ContinuousClock.now - began < .seconds(4))
        #expect(try folder.records() == [name])
    }

    @Test("stops in mid-answer where it is told to")
    func cancelled() throws {
        let server = try ScriptedServer([.hang])
        defer { server.stop() }
        let isCancelled = Atomic(false)
        var policy = Self.quick
        policy.answerTimeout = 30
        Thread.detachNewThread {
            usleep(300_000)
            isCancelled.store(true, ordering: .relaxed)
        }
        let began = ContinuousClock.now
        let name = try folder.add(letter(), key: .random())
        let outcome = try SpoolDelivery(folder, sender: sender(to: server.url, policy: policy)).deliver(name) {
            isCancelled.load(ordering: .relaxed)
        }
        #expect(outcome == .waiting("the program was told to stop", retryAfter: nil))
        #expect(ContinuousClock.now - began < .seconds(5))
    }

    @Test("sends what waits oldest first, and stops asking an endpoint that is down")
    func pass() throws {
        let server = try ScriptedServer([.answer(503), .answer(503), .answer(503)])
        defer { server.stop() }
        let letters = (0..<6).map { _ in letter() }
        for letter in letters { _ = try folder.add(letter, key: .random()) }
        _ = try folder.add(letter("https://elsewhere.example/"), key: .random())
        var delivery = SpoolDelivery(folder, sender: try sender(to: server.url))
        delivery.pace = 0
        let down = try delivery.deliverWaiting()
        #expect(down.waiting == 7)
        #expect(down.forOthers == 0)
        #expect(server.requests.count == 3)
        server.stop()

        let up = try ScriptedServer([.answer(200)])
        defer { up.stop() }
        // It goes on behind those that were tried: they may have been the fault.
        let second = try SpoolDelivery(folder, sender: sender(to: up.url)).deliverWaiting(behind: down.last)
        #expect(second.saved == 6)
        #expect(second.forOthers == 1)
        let order = letters[3...] + letters[..<3]
        #expect(up.requests.map { $0.headers["idempotency-key"] ?? "" } == order.map(\.sessionID.text))
        #expect(try folder.records().count == 1)
    }

    @Test("sets a damaged record aside, and sends the others")
    func damaged() throws {
        let server = try ScriptedServer([.answer(200)])
        defer { server.stop() }
        let name = try folder.add(letter(), key: .random())
        _ = try folder.add(letter(), key: .random())
        try Data("garbage".utf8).write(to: URL(filePath: folder.path + "/" + name.text))
        let pass = try SpoolDelivery(folder, sender: sender(to: server.url)).deliverWaiting()
        #expect(pass.setAside == 1)
        #expect(pass.saved == 1)
        #expect(home.names("spool/damaged") == [name.text])
    }

    @Test("by two programs at once sends each record once")
    func twoPublishers() throws {
        let server = try ScriptedServer([.answer(200)])
        defer { server.stop() }
        for _ in 0..<30 { _ = try folder.add(letter(), key: .random()) }
        let delivery = SpoolDelivery(folder, sender: try sender(to: server.url))
        DispatchQueue.concurrentPerform(iterations: 4) { _ in _ = try? delivery.deliverWaiting() }
        #expect(try folder.records().isEmpty)
        #expect(server.requests.count == 30)
        #expect(Set(server.requests.map { $0.headers["idempotency-key"] ?? "" }).count == 30)
    }
}

/// Pauses that were asked for: a clock that they move, unless it is to be a real one.
final class PauseLog: Sendable {
    private let pauses = Mutex<[Double]>([])
    private let isReal: Bool

    init(isReal: Bool = false) { self.isReal = isReal }

    var all: [Double] { pauses.withLock { $0 } }

    var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9 + (isReal ? 0 : all.reduce(0, +))
    }

    func add(_ seconds: Double) {
        pauses.withLock { $0.append(seconds) }
        if isReal { usleep(UInt32(seconds * 1e6)) }
    }
}
