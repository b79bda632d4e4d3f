import Foundation
import Recordings

/// A folder of its own for one test, gone afterwards.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "recordings-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func path(of name: String) -> String { path + "/" + name }

    func file(_ bytes: [UInt8], name: String = "call.ndjson") throws -> RecordingSource {
        try Data(bytes).write(to: URL(fileURLWithPath: path(of: name)))
        return .file(path(of: name))
    }

    func file(_ text: String, name: String = "call.ndjson") throws -> RecordingSource {
        try file(Array(text.utf8), name: name)
    }
}
