import Glibc
import WireText

/// The program's two ways out: results on standard output, everything else on standard error.
///
/// Writing never traps and never kills: a closed pipe or a full disk is told by the result.
package enum Console {
    /// Writes a result; `false` where standard output did not take all of it.
    ///
    /// - Parameter tally: is told how much of it has been taken, as it is.
    @discardableResult
    package static func result(_ text: String, tally: ResultTally? = nil) -> Bool {
        var text = text
        return text.withUTF8 { result(UnsafeRawBufferPointer($0), tally: tally) }
    }

    /// The same of UTF-8.
    package static func result(_ text: UnsafeRawBufferPointer, tally: ResultTally?) -> Bool {
        tally?.begin(text.count)
        var rest = text
        while !rest.isEmpty {
            // Whoever waits for a large write's end is not told how much of it is through.
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(resultPiece))
            guard write(piece, to: STDOUT_FILENO) else { return false }
            tally?.take(piece.count)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
        }
        return true
    }

    /// Bytes that a pipe takes whole where it takes any (POSIX, PIPE_BUF, on Linux).
    private static let resultPiece = 4_096

    /// Writes a line for people, prefixed with the program's name and made fit for a terminal. Where standard error takes
    /// nothing it is left out, and told later.
    package static func note(_ text: String) { ErrorStream.shared.write(line(text), isLine: true) }

    /// The same where nobody is to be waited for at all.
    package static func noteUnlessBlocked(_ text: String) {
        ErrorStream.shared.write(line(text), isLine: true, isUrgent: true)
    }

    private static func line(_ text: String) -> String { "roomvitals: \(text.printable(limit: 1000))\n" }

    /// Writes to standard error as it is: for progress and live views, whose texts are made of printable parts.
    package static func draw(_ text: String) { ErrorStream.shared.write(text, isLine: false) }

    package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether lines can be drawn over on standard error.
    package static var canRedraw: Bool { errorIsTerminal && environment("TERM") != "dumb" }

    /// Colours are for terminals, unless NO_COLOR (no-color.org) is set and not empty.
    package static var mayColour: Bool {
        guard canRedraw else { return false }
        return (environment("NO_COLOR") ?? "").isEmpty
    }

    /// Columns of the terminal behind standard error; 80 where that cannot be told.
    package static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    package static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        return String(cString: value)
    }

    /// The running program's file, with no link in its name.
    package static var programPath: String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = max(0, readlink("/proc/self/exe", &bytes, bytes.count))
        return String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Writes all of a text; `false`, with `errno` set, where that failed.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let written = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            if written > 0 {
                offset += written
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
