import Foundation
import TestSupport

/// Lets the program's calls to the system fail, or ends it at them, where they touch files under a folder.
final class FaultyDisk {
    enum Act {
        /// Ends the program before or behind the call.
        case kill, killAfter
        /// The call fails.
        case error(Int32)

        var text: String {
            switch self {
            case .kill: "kill"
            case .killAfter: "killafter"
            case .error(let code): String(code)
            }
        }
    }

    private let folder: TemporaryFolder
    private let library: Preload

    init() throws {
        folder = try TemporaryFolder()
        library = try Preload("fault")
    }

    /// The environment of a program whose `call`-th call under `path` meets its fate; none does where `call` is 0.
    func environment(under path: String, at call: Int, _ act: Act) -> [String: String] {
        [
            "LD_PRELOAD": library.path, "FAULT_UNDER": path, "FAULT_AT": String(call), "FAULT_DO": act.text,
            "FAULT_LOG": folder.path("calls"),
        ]
    }

    /// The environment of a program that can make, rename and remove nothing under `path` once that is `shut`.
    ///
    /// - Parameter isStiff: nor can it write over the files that are there.
    func environment(shutting path: String, isStiff: Bool = false) -> [String: String] {
        let shut = ["LD_PRELOAD": library.path, "FAULT_UNDER": path, "FAULT_SHUT": folder.path("shut")]
        return isStiff ? shut.merging(["FAULT_STIFF": "1"]) { $1 } : shut
    }

    func shut() throws { try Data().write(to: folder.url.appending(path: "shut")) }

    /// Has what was shut take everything again.
    func open() throws { try FileManager.default.removeItem(atPath: folder.path("shut")) }

    /// The calls since it was last asked, in order.
    func calls() -> [String] {
        let text = (try? String(contentsOfFile: folder.path("calls"), encoding: .utf8)) ?? ""
        try? FileManager.default.removeItem(atPath: folder.path("calls"))
        return text.split(separator: "\n").map { String($0.drop { $0 != " " }.dropFirst()) }
    }
}
