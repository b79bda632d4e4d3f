import Foundation
import TestSupport

/// A pipe that takes nothing more, until somebody reads it.
final class FullPipe {
    private let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ChildProcess.Failure(description: "no pipe") }
        (reading, writing) = (ends[0], ends[1])
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
        let piece = [UInt8](repeating: UInt8(ascii: "\n"), count: 4_096)
        while write(writing, piece, piece.count) > 0 {}
        while write(writing, piece, 1) > 0 {}
        _ = fcntl(writing, F_SETFL, 0)
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Reads what there is, and what comes until `isOver`.
    func drain(until isOver: () -> Bool) -> String {
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        var text: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(reading, &room, room.count)
            if count > 0 { text += room[..<count] } else if isOver() { break } else { usleep(10_000) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
