import Glibc
import WireText

/// Why a file of the spool could not be read or written.
package struct SpoolError: Error, Sendable, Equatable, CustomStringConvertible {
    package var path: String
    /// What was tried, for people: `cannot write`.
    package var step: String
    /// The system's `errno`; 0 where the system did not object.
    package var code: Int32

    package init(_ path: String, _ step: String, code: Int32 = 0) {
        self.path = path
        self.step = step
        self.code = code
    }

    /// The disk, its quota or the spool's own limit is used up: what fails now may work later.
    package var isFull: Bool { code == ENOSPC || code == EDQUOT || isBeyondLimit }
    /// The spool's own limit is used up.
    package var isBeyondLimit = false

    package var description: String { "\(path.printable(limit: 200)): \(reason)" }

    /// The same without the file.
    package var reason: String { code == 0 ? step : "\(step): \(Self.text(of: code))" }

    private static func text(of code: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress, strerror_r(code, base, buffer.count) == 0 else {
                return "error \(code)"
            }
            return String(cString: base)
        }
    }
}
