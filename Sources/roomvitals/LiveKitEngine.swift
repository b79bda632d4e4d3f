import LiveKitAPI
import LiveKitRoom
import Monitor
import RoomFeed

/// LiveKit's client engine, as commands load it.
enum LiveKitEngine {
    /// The address of a server's signalling: LiveKit's own tools take `http` and `https` for the same.
    static func address(_ url: String) -> String {
        url.lowercased().hasPrefix("http") ? "ws" + url.dropFirst(4) : url
    }

    /// Asks the server, by its RoomService, whether a room is there.
    static func roomQuestion(
        _ service: RoomService, _ room: String
    ) -> @Sendable (@escaping @Sendable () -> Bool) -> RoomPresence {
        { isCancelled in
            do throws(RoomServiceFailure) {
                let rooms = try service.rooms(named: [room], isCancelled: isCancelled)
                return rooms.contains { $0.name.utf8.elementsEqual(room.utf8) } ? .there : .absent
            } catch {
                return .unknown("\(error)")
            }
        }
    }

    /// - Throws: the exit status, having said why.
    static func service(_ url: String, _ keys: APIKeys) throws -> RoomService {
        do {
            _ = try FeedEndpoint(url)
            return try RoomService(url, userAgent: "roomvitals/\(Version.text)") {
                keys.listToken(now: Clock.wall / 1000)
            }
        } catch {
            throw ExitStatus.usage.because("--url: \(error)")
        }
    }

    /// - Parameter hearsLog: whether errors of its log are told.
    /// - Throws: the exit status, having said why.
    static func load(hearsLog: Bool) throws {
        do throws(EngineFailure) {
            let path = try EnginePlace.find(
                named: Console.environment(EnginePlace.variable), program: Console.programPath,
                home: Console.environment("HOME"))
            try Engine.load(path: path, version: Version.text, hearsLog: hearsLog) { Console.note($0) }
        } catch {
            throw ExitStatus.failed.because(error.description)
        }
    }
}
