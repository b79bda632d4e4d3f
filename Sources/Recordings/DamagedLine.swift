package import VitalsJSON

/// A line of a recording that could not be read: where, and why. The rest of the recording stands.
package struct DamagedLine: Sendable, Equatable {
    package var file: String
    /// From 1, blank lines counted.
    package var number: UInt64
    package var failure: DecodeFailure

    package init(file: String, number: UInt64, failure: DecodeFailure) {
        self.file = file
        self.number = number
        self.failure = failure
    }
}

extension DamagedLine: CustomStringConvertible {
    /// `file:line: reason`, as compilers have it. Contains the file's name as it is: clean it before it goes to a terminal.
    package var description: String { "\(file):\(number): \(failure)" }
}
