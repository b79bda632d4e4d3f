/// What has come by webhooks since the start: a snapshot.
package struct WebhookStatistics: Sendable, Equatable {
    /// Events that were genuine and new.
    package var taken: UInt64 = 0
    /// Events that had come before.
    package var repeated: UInt64 = 0
    /// By stable names.
    package var refused: [String: UInt64] = [:]
    /// Ids that were forgotten before their tokens ended, for want of room.
    package var forgotten: UInt64 = 0

    package init() {}
}
