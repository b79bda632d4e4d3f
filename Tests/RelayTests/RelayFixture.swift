import Foundation
import TestSupport
import Testing

@testable import Relay

/// A relay on a free port and clients that have joined it.
struct RelayFixture {
    let server: RelayServer

    init(_ change: (inout RelayServer.Configuration) -> Void = { _ in }) async throws {
        var configuration = RelayServer.Configuration()
        change(&configuration)
        server = try await RelayServer.start(port: 0, configuration: configuration)
    }

    /// Runs `body` against a relay, which is shut down afterwards.
    static func run(
        _ change: (inout RelayServer.Configuration) -> Void = { _ in }, _ body: (RelayFixture) async throws -> Void
    ) async throws {
        let fixture = try await RelayFixture(change)
        do {
            try await withTaskExecutorPreference(ThreadExecutor()) { try await body(fixture) }
        } catch {
            await fixture.server.shutdown()
            throw error
        }
        await fixture.server.shutdown()
    }

    func client(receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: server.port, receiveBuffer: receiveBuffer)
    }

    /// A client whose upgrade was accepted; its `join` is still to be read.
    func connected(
        _ identity: String, room: String = "room", role: String = "participant", query: String = "",
        receiveBuffer: Int32? = nil
    ) throws -> RawClient {
        let client = try client(receiveBuffer: receiveBuffer)
        let answer = try client.upgrade("/rtc?room=\(room)&identity=\(identity)&role=\(role)\(query)")
        guard answer.status == 101 else { throw RawClient.Failure.noAnswer("\(answer.status) \(answer.body)") }
        return client
    }

    /// A client that has joined and read its `join`.
    func joined(
        _ identity: String, room: String = "room", role: String = "participant", query: String = "",
        receiveBuffer: Int32? = nil
    ) throws -> Joined {
        let client = try connected(identity, room: room, role: role, query: query, receiveBuffer: receiveBuffer)
        let message = try client.receive()
        #expect(message.name == "join")
        return Joined(client: client, join: message.body)
    }

    struct Joined {
        var client: RawClient
        var join: [String: Any]

        var sid: String { (join["participant"] as? [String: Any])?["sid"] as? String ?? "" }
        var resumeId: String { join["resumeId"] as? String ?? "" }
        var others: [String] {
            (join["otherParticipants"] as? [[String: Any]] ?? []).compactMap { $0["identity"] as? String }
        }
    }

    /// Waits until the relay's counters say so.
    func wait(for what: String, _ condition: (RelayStatistics) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while !condition(server.statistics) {
            guard ContinuousClock.now < end else { throw RawClient.Failure.unexpected("never: \(what)") }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}

/// The participants of an `update`, as "identity STATE" with a reason where there is one.
func summary(_ update: [String: Any]) -> [String] {
    (update["participants"] as? [[String: Any]] ?? []).map { participant in
        [participant["identity"], participant["state"], participant["disconnectReason"]]
            .compactMap { $0 as? String }.joined(separator: " ")
    }
}
