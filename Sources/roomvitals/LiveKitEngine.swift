import LiveKitRoom
import Monitor

/// LiveKit's client engine, as commands load it.
enum LiveKitEngine {
    /// - Throws: the exit status, having said why.
    static func load() throws {
        do throws(EngineFailure) {
            let path = try EnginePlace.find(
                named: Console.environment(EnginePlace.variable), program: Console.programPath,
                home: Console.environment("HOME"))
            try Engine.load(path: path, version: Version.text) { Console.note($0) }
        } catch {
            throw ExitStatus.failed.because(error.description)
        }
    }
}
