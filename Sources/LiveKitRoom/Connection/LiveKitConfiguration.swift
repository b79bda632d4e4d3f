/// What a connection to a LiveKit room needs to know.
package struct LiveKitConfiguration: Sendable {
    /// `ws://HOST:PORT` or `wss://HOST`.
    package var url: String
    /// The bot's own.
    package var identity: String
    /// A new one for each attempt; `nil` where none could be made.
    package var token: @Sendable () -> String?
    /// Seconds between two reports of what arrives at the bot; `nil` for none, and then no media comes at all.
    package var statsInterval: Double? = 10
    /// Whether a first attempt that failed is followed by others: by then the room may be over, and joining opens it again.
    package var persists = true
    /// Asks the server whether the room is there: whoever joins a room that is not opens it, as the bot does where it cannot
    /// be asked. Called on a thread where it may block.
    package var roomPresence: (@Sendable (_ isCancelled: @escaping @Sendable () -> Bool) -> RoomPresence)?
    /// Seconds between two questions for a room that is not there.
    package var roomPace: Double = 1
    /// Bytes of a participant's stats that are read.
    package var messageBytes = 1 << 20
    package var tick: Double = 0.1

    package init(url: String, identity: String, token: @escaping @Sendable () -> String?) {
        self.url = url
        self.identity = identity
        self.token = token
    }
}
