import HTTPPort
import Synchronization
import TestSupport

@testable import LiveServer

/// A site on a free port of loopback, whose time stands still until a test moves it.
struct ShownSite {
    /// Seconds, of both of the site's clocks.
    final class Clock: Sendable {
        private let seconds = Mutex(1_795_452_000.0)

        var now: Double { seconds.withLock { $0 } }

        func advance(by more: Double) { seconds.withLock { $0 += more } }
    }

    let site: LiveSite
    let http: HTTPPort
    let clock: Clock
    /// The paths that were added to the port.
    let paths: [String]

    /// Runs `body` on a thread of its own, with a site that is taken down afterwards.
    static func run(
        token: String? = nil, limits: EventStreams.Limits = EventStreams.Limits(),
        _ body: (ShownSite) async throws -> Void
    ) async throws {
        let clock = Clock()
        var options = LiveSite.Options(
            version: "1.2.3", swiftVersion: "6.3.1", monotonic: { clock.now }, wall: { clock.now * 1000 })
        options.events = limits
        options.rooms.rooms = 20_000
        let site = LiveSite(options)
        let paths = Mutex<[String]>([])
        var configuration = HTTPPort.Configuration()
        configuration.token = try token.map(APIToken.init)
        configuration.routes = { routes in
            site.add(to: routes)
            paths.withLock { $0 = routes.paths }
        }
        let http = try await HTTPPort.start(port: 0, configuration: configuration)
        let shown = ShownSite(site: site, http: http, clock: clock, paths: paths.withLock { $0 })
        do {
            try await withTaskExecutorPreference(ThreadExecutor()) { try await body(shown) }
        } catch {
            await shown.takeDown()
            throw error
        }
        await shown.takeDown()
    }

    private func takeDown() async {
        await site.finish()
        await http.shutdown()
    }

    func client(receiveBuffer: Int32? = nil) throws -> PlainClient {
        try PlainClient(port: http.port, receiveBuffer: receiveBuffer)
    }

    /// A second goes by.
    func tick() {
        clock.advance(by: 1)
        site.tick()
    }

    /// Lets a room talk on, with a sample and a tick each second.
    func follow(_ talk: inout TalkingRoom, in room: LiveRoom, seconds: Int, state: RoomState = .live) {
        for _ in 0..<seconds {
            talk.talk(seconds: 1)
            room.publish(talk.sample(state, at: clock.now + 1))
            tick()
        }
    }

    /// The samples of a talk end.
    func end(_ talk: TalkingRoom, in room: LiveRoom) {
        room.publish(talk.sample(.ended, at: clock.now + 1))
        tick()
    }
}
