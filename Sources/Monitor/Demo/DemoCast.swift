import Lifelike
import RoomFeed
import Vitals
import VitalsJSON

/// The demo's participants: each plays its part over a real connection of its own.
///
/// Belongs to one thread.
final class DemoCast {
    private struct Member {
        var client: any LifelikeClient
        var connection: FeedClient?
    }

    private let endpoint: FeedEndpoint
    private let room: String
    private var members: [Member]

    init(_ clients: [any LifelikeClient], endpoint: FeedEndpoint, room: String) {
        self.endpoint = endpoint
        self.room = room
        members = clients.map { Member(client: $0, connection: nil) }
    }

    /// Everybody joins.
    func enter() throws(FeedFailure) {
        for place in members.indices { members[place].connection = try connect(members[place].client.identity) }
    }

    /// Plays everything that happens up to `now`, ms since 1970.
    func play(to now: Double) throws(FeedFailure) {
        for place in members.indices {
            // Until the relay has let it in, nothing that it says would be heard.
            if let connection = members[place].connection, connection.statistics.connects == 0 { continue }
            for action in members[place].client.next(at: now) {
                switch action {
                case .send(let message):
                    members[place].connection?.control.send(utf8: message)
                case .drop:
                    members[place].connection?.stop()
                    members[place].connection = nil
                case .reconnect:
                    members[place].connection = try connect(members[place].client.identity)
                }
            }
        }
    }

    /// Everybody says goodbye and goes.
    func leave() {
        let goodbye = FeedEncoder().encode(.leave(.clientInitiated))
        for place in members.indices {
            members[place].connection?.control.send(utf8: goodbye)
            members[place].connection?.stop()
            members[place].connection = nil
        }
    }

    private func connect(_ identity: String) throws(FeedFailure) -> FeedClient {
        let room = room
        let configuration = FeedClient.Configuration(endpoint: endpoint) {
            FeedCredentials(query: [.init(name: "room", value: room), .init(name: "identity", value: identity)])
        }
        return try FeedClient(configuration) { _, _ in }
    }
}
