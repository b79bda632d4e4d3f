/// What to make of the engine's words for a connection that failed.
enum EngineRefusal {
    /// - Returns: whether another attempt may do better, or only a person can put it right.
    static func end(of reason: String, at url: String) -> LiveKitService.End {
        .lost("cannot join a room at \(url): \(reason)")
    }
}
