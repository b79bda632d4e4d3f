import WireText

/// What could not be read, and was moved out of the way.
package struct SetAsideFile: Sendable, Equatable, CustomStringConvertible {
    /// Where it is now.
    package let place: String
    /// For people: `a pipe, not a file`.
    package let reason: String

    package init(_ place: String, reason: String) {
        self.place = place
        self.reason = reason
    }

    package var description: String {
        "\(place.printable(limit: 200)): \(reason); set aside there, nothing else is touched"
    }
}
