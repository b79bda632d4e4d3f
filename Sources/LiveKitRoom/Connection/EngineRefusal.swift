import WireText

/// What to make of the engine's words for a connection that failed.
enum EngineRefusal {
    /// - Parameter hasConnected: servers that are being replaced give answers for a while that mean nothing.
    /// - Returns: whether another attempt may do better, or only a person can put it right.
    static func end(of reason: String, at url: String, hasConnected: Bool) -> LiveKitService.End {
        let words = shown(reason.withoutTokens.replacing("engine: signal failure: ", with: ""))
        let text = "cannot join a room at \(url): \(words)"
        let advice: String? =
            switch words.firstMatch(of: /(?:client|server) error: (\d{3})/).flatMap({ Int($0.1) }) {
            case 401?: "check the key pair or the token: its room, its grants and its time"
            case 403?: "the server does not let this client in"
            case 400? where !hasConnected: "check the room's and the bot's names"
            default: nil
            }
        if let advice { return .final("\(text); \(advice)") }
        let hint =
            if words.contains("client error: 404") {
                "; is that the address of a LiveKit server?"
            } else if words.contains("wait_pc_connection") {
                "; does UDP get through to the server, and has the bot its identity (--identity) alone?"
            } else {
                ""
            }
        return .lost(text + hint)
    }

    /// Another server's answer may be a whole page.
    private static func shown(_ words: String) -> String {
        let line = words.prefix { !$0.isNewline && $0 != "<" }
        let end = line.hasSuffix(" - ") ? line.dropLast(3) : line
        return String(end.prefix(longest))
    }

    /// Characters of what the engine says.
    private static let longest = 400
}
