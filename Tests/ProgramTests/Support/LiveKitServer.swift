import Foundation

/// The LiveKit server that the environment names.
enum LiveKitServer {
    /// Where it is, and its keys; `nil` where none is named.
    static var settings: [String: String]? {
        let names = ["LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"]
        let found = ProcessInfo.processInfo.environment.filter { names.contains($0.key) && !$0.value.isEmpty }
        return found.count == names.count ? found : nil
    }
}
