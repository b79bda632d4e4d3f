package import VitalsJSON

/// Why a recording could not be read, or not to its end.
///
/// Lines handed out before the error stand: a cut or damaged file counts as far as it goes.
package struct RecordingError: Error, Equatable {
    package enum Problem: Sendable, Equatable {
        case notFound
        case permissionDenied
        case isDirectory
        /// Opening failed for another reason: the `errno`.
        case cannotOpen(errno: Int32)
        /// Reading failed: the `errno`.
        case readFailed(errno: Int32)
        /// Not a byte, or nothing but blank lines.
        case empty
        /// The file ends inside a gzip member.
        case truncatedGzip
        /// The compressed data contradict themselves; in which way.
        case damagedGzip(String)
        /// A gzip member's check sum or length is not that of its content.
        case checksumMismatch
        /// Something that is not gzip follows a gzip member.
        case trailingGarbage
        /// The bound `RecordingLimits.expansionRatio`.
        case expandsTooMuch(limit: Int)
        /// Nothing readable near its start: what it looks like where that is plain, and why its first line was refused.
        case notARecording(looksLike: String?, firstLine: DecodeFailure?)
    }

    /// The file's name as it was given.
    package var file: String
    package var problem: Problem
    /// How far into the file, in bytes as stored (compressed ones where it is compressed).
    package var offset: UInt64

    package init(file: String, problem: Problem, offset: UInt64 = 0) {
        self.file = file
        self.problem = problem
        self.offset = offset
    }

    /// Whether the content is to blame (exit status 3) rather than the file system (exit status 1).
    package var isBadData: Bool {
        switch problem {
        case .notFound, .permissionDenied, .isDirectory, .cannotOpen, .readFailed: false
        default: true
        }
    }
}

extension RecordingError: CustomStringConvertible {
    /// One line: the file, what is wrong, where, and what to do. Contains the file's name as it is:
    /// clean it before it goes to a terminal.
    package var description: String {
        "\(file): \(what)"
    }

    /// What `roomvitals` reads, for messages.
    package static let readableKinds =
        "NDJSON, one message a line, plain or gzip: recordings "
        + #"({"t":…,"participant":…,"pc":…,"reports":[…]}) and feed messages ({"stats":{…}})"#

    private var what: String {
        switch problem {
        case .notFound: "no such file; check the path"
        case .permissionDenied: "no permission to read it; check its mode and owner"
        case .isDirectory: "is a directory; name the files in it"
        case .cannotOpen(let code): "cannot be opened: \(Self.text(of: code))"
        case .readFailed(let code):
            "reading failed at byte \(offset): \(Self.text(of: code)); what was read before counts"
        case .empty: "holds nothing; readable are \(Self.readableKinds)"
        case .truncatedGzip:
            "ends in the middle of its gzip data, at byte \(offset); what was read before counts. Copy the file again"
        case .damagedGzip(let reason):
            "damaged gzip data at byte \(offset) (\(reason)); what was read before counts. Copy the file again"
        case .checksumMismatch:
            "gzip check sum wrong at byte \(offset): its content was changed. Copy the file again"
        case .trailingGarbage:
            "something that is not gzip follows the gzip data at byte \(offset); what was read before counts"
        case .expandsTooMuch(let limit):
            "expands more than \(limit) times without anything readable in it, at byte \(offset): not read further"
        case .notARecording(let kind, let damage):
            "not a recording" + (kind.map { ": looks like \($0)" } ?? "")
                + (damage.map { " (first line: \($0))" } ?? "") + "; readable are \(Self.readableKinds)"
        }
    }
}
