/// What a client tells its owner, on the service thread.
package enum FeedEvent {
    /// An attempt begins; the first one is 1.
    case connecting(attempt: UInt64)
    case connected
    /// A whole text message, valid UTF-8. The bytes are valid during the call only.
    case text(UnsafeRawBufferPointer)
    /// A whole binary message. The bytes are valid during the call only.
    case binary(UnsafeRawBufferPointer)
    /// Comes every ``FeedClient/Configuration/tickInterval``, connected or not; nanoseconds of the monotonic clock.
    case tick(now: UInt64)
    /// An attempt failed or a connection ended; `retryIn` is `nil` where there will be no other.
    case disconnected(FeedFailure, retryIn: Duration?)
    /// The last event.
    case ended(FeedEnd)
}

/// Why a client does no more.
package enum FeedEnd: Sendable, Equatable {
    /// Its owner stopped it.
    case stopped
    case failed(FeedFailure, advice: String)
}
