/// What could not be removed though its record has arrived.
package struct LeftFile: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        case record
        /// The running session's state, from which the next start would make a record.
        case checkpoint
    }

    package let kind: Kind
    /// Why it could not, with its path.
    package let error: SpoolError
    /// It says itself that its record has arrived: it is not sent again.
    package let isMarked: Bool

    init(_ kind: Kind, _ error: SpoolError, isMarked: Bool) {
        self.kind = kind
        self.error = error
        self.isMarked = isMarked
    }

    package var description: String {
        guard !isMarked else { return "\(error); it is marked as sent, and the next start clears it away" }
        return switch kind {
        case .record:
            "\(error); it stays, and the next start sends the same once more: remove it before then"
        case .checkpoint:
            "\(error); it stays, and the next start would send it as another, shorter record of this session: "
                + "remove it before then"
        }
    }
}
