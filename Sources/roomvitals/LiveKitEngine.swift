import LiveKitRoom
import Monitor

/// LiveKit's client engine, as commands load it.
enum LiveKitEngine {
    /// The address of a server's signalling: LiveKit's own tools take `http` and `https` for the same.
    static func address(_ url: String) -> String {
        url.lowercased().hasPrefix("http") ? "ws" + url.dropFirst(4) : url
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
