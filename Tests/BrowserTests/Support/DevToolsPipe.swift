import Foundation
import Glibc
import Synchronization
import TestSupport

/// Both directions of Chromium's DevTools protocol over pipes: JSON messages that end with a zero byte.
final class DevToolsPipe: Sendable {
    private struct Heard {
        var lastCall = 0
        var answers: [Int: Data] = [:]
        var events: [Data] = []
    }

    private final class Inbox: Sendable {
        let heard = Mutex(Heard())
    }

    /// What of a message tells an answer from an event.
    private struct Head: Decodable {
        var id: Int?
    }

    private struct Answer<Result: Decodable>: Decodable {
        struct Refusal: Decodable {
            var message: String
        }
        var result: Result?
        var error: Refusal?
    }

    private let commands = Pipe()
    private let messages = Pipe()
    private let inbox = Inbox()
    /// For the browser: its own numbers, and what we have opened for them.
    let descriptors: [Int32: Int32]

    init() throws {
        // Clear of 3 and 4, so that giving one of them does not close the other.
        let read = fcntl(commands.fileHandleForReading.fileDescriptor, F_DUPFD_CLOEXEC, 10)
        let write = fcntl(messages.fileHandleForWriting.fileDescriptor, F_DUPFD_CLOEXEC, 10)
        guard read >= 10, write >= 10 else { throw ChildProcess.Failure(description: "no pipe for the browser") }
        descriptors = [3: read, 4: write]
        let input = fcntl(messages.fileHandleForReading.fileDescriptor, F_DUPFD_CLOEXEC, 10)
        let inbox = inbox
        Thread.detachNewThread {
            defer { close(input) }
            var rest: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = Glibc.read(input, &buffer, buffer.count)
                guard count > 0 else { return }
                rest += buffer[..<count]
                while let end = rest.firstIndex(of: 0) {
                    Self.take(Data(rest[..<end]), into: inbox)
                    rest.removeSubrange(...end)
                }
            }
        }
    }

    deinit {
        // The last of those that write: the thread that reads comes to its end.
        for ours in descriptors.values { close(ours) }
    }

    /// Every event so far.
    var events: [Data] { inbox.heard.withLock { $0.events } }

    /// Calls a method and waits for its answer.
    ///
    /// - Parameter session: of the page that is meant; `nil` for the browser itself.
    func call<Result: Decodable>(
        _ method: String, _ parameters: [String: Any] = [:], session: String? = nil, as type: Result.Type
    ) async throws -> Result {
        let id = inbox.heard.withLock { heard in
            heard.lastCall += 1
            return heard.lastCall
        }
        var message: [String: Any] = ["id": id, "method": method, "params": parameters]
        message["sessionId"] = session
        try commands.fileHandleForWriting.write(contentsOf: JSONSerialization.data(withJSONObject: message) + [0])
        try await eventually("the browser answers \(method)") {
            inbox.heard.withLock { $0.answers[id] != nil }
        }
        let data = inbox.heard.withLock { $0.answers.removeValue(forKey: id) } ?? Data()
        let answer = try JSONDecoder().decode(Answer<Result>.self, from: data)
        guard let result = answer.result else {
            throw ChildProcess.Failure(description: "\(method): \(answer.error?.message ?? "no result")")
        }
        return result
    }

    private static func take(_ message: Data, into inbox: Inbox) {
        let id = (try? JSONDecoder().decode(Head.self, from: message))?.id
        inbox.heard.withLock { heard in
            if let id { heard.answers[id] = message } else { heard.events.append(message) }
        }
    }
}
