package import Vitals

/// One line of a recording.
package enum RecordedLine: Sendable, Equatable {
    /// `{"t": ms, "participant": "alice", "pc": "publisher", "reports": [entries]}`. The timestamp is `t`;
    /// without `pc` the peer connection's label is empty.
    case report(StatsReport)
    /// A message of the feed. Beside the key that names it, the line may have `t`, the wall time in ms.
    case message(FeedMessage, at: Double?)
}
