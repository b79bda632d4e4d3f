/// Where a recording comes from.
package enum RecordingSource: Sendable, Hashable {
    case standardInput
    case file(String)

    /// Reads a command line argument: `-` is standard input, anything else a path.
    package init(argument: String) {
        self = argument == "-" ? .standardInput : .file(argument)
    }

    /// What messages call it.
    package var name: String {
        switch self {
        case .standardInput: "standard input"
        case .file(let path): path
        }
    }
}
