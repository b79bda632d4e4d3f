import Foundation
import TestSupport
import Testing

@testable import SessionRecords

/// Endpoints that answer before they have the record.
@Suite("Answers that come early", .timeLimit(.minutes(2)))
struct EarlyAnswerTests {
    private let home: TemporaryFolder
    private let folder: SpoolFolder

    init() throws {
        home = try TemporaryFolder()
        folder = try SpoolFolder(home.path("spool"))
    }

    /// Sends a record that no system takes in ahead of its reader.
    private func deliver(to server: ScriptedServer) throws -> SpoolDelivery.Outcome {
        let pauses = PauseLog()
        let sender = RecordSender(
            endpoint: try SaveEndpoint(server.url), policy: DeliveryTests.quick, userAgent: "roomvitals/test",
            wallClock: { Date().timeIntervalSince1970 }, monotonicClock: { pauses.now }, pause: { pauses.add($0) })
        var record = Sessions.record()
        record.transcript = (0..<16).map {
            TranscriptLine(speaker: .user, text: String(repeating: "a", count: 1 << 20), timestamp: Double($0))
        }
        return try SpoolDelivery(folder, sender: sender).deliver(
            try folder.add(SpooledRecord(record, saveURL: nil), key: .random()))
    }

    @Test(
        "a refusal is believed as soon as its head is there, whatever becomes of the rest",
        arguments: [
            "HTTP/1.0 422 No\r\n\r\n", "HTTP/1.1 413 No\r\nConnection: close\r\n\r\n",
            "HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: 500\r\n\r\n",
            "HTTP/1.1 413 No\r\nContent-Length: 500\r\n\r\n",
        ], [ScriptedServer.Ending.reset, .open])
    func refusal(head: String, ending: ScriptedServer.Ending) throws {
        let server = try ScriptedServer([.early(head + "too large", ending)])
        defer { server.stop() }
        let began = ContinuousClock.now
        let status = head.split(separator: " ")[1]
        #expect(try deliver(to: server) == .refused("HTTP \(status): too large"))
        #expect(ContinuousClock.now - began < .seconds(6))
        #expect(server.requests.count == 1)
        #expect(try folder.records().map(\.state) == [.refused])
    }

    @Test("an endpoint that goes on reading behind its refusal is not sent the rest")
    func cutShort() throws {
        let server = try ScriptedServer([.early("HTTP/1.0 422 No\r\n\r\nuser_id", .read)])
        defer { server.stop() }
        #expect(try deliver(to: server) == .refused("HTTP 422: user_id"))
        #expect(server.readBehind < 8 << 20)
    }

    @Test("what may pass is tried again, after as long as its head says")
    func passing() throws {
        let head = "HTTP/1.0 503 No\r\nRetry-After: 40\r\n\r\ndown"
        let server = try ScriptedServer([.early(head, .reset)])
        defer { server.stop() }
        #expect(try deliver(to: server) == .waiting("HTTP 503: down", retryAfter: 40))
    }

    @Test(
        "a success that comes before the record has arrived is none where the connection ends",
        arguments: [ScriptedServer.Ending.reset, .close],
        ["HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{}", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"])
    func success(ending: ScriptedServer.Ending, answer: String) throws {
        let server = try ScriptedServer([.early(answer, ending), .answer(201)])
        defer { server.stop() }
        #expect(try deliver(to: server) == .saved(tries: 2))
        #expect(server.requests.count == 2)
    }

    @Test("a success that comes before the record has arrived is one where all of it is read then")
    func successThenRead() async throws {
        let server = try ScriptedServer([.early("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}", .read)])
        defer { server.stop() }
        #expect(try deliver(to: server) == .saved(tries: 1))
        #expect(server.requests.count == 1)
        // What the systems on the way still have is read too.
        let first = try #require(server.requests.first).body.count
        try await eventually("all is read") { first + server.readBehind > 16 << 20 }
    }
}
