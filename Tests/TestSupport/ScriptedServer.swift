import Foundation
import Glibc
import Synchronization

/// An HTTP/1.1 server of one's own that does to each request what the script says, over plain sockets.
///
/// Each connection carries one request. What came in is kept.
package final class ScriptedServer: Sendable {
    package struct Request: Sendable {
        package var line: String
        /// By lower-case name.
        package var headers: [String: String]
        package var body: [UInt8]
        /// Seconds on the monotonic clock.
        package var at: Double
    }

    package enum Act: Sendable {
        case answer(Int, headers: [String] = [], body: String = "{}")
        /// Reads the request and says nothing.
        case hang
        /// Reads the request and resets the connection.
        case reset
        /// Reads the request and closes.
        case close
        /// Begins an answer of 200 and resets in the middle.
        case half
        /// A whole answer of 200 that does not say how long it is; the connection stays open.
        case open
        /// One byte of an answer each fifth of a second.
        case drip
        /// An answer that never ends.
        case flood
        /// Sends these bytes as soon as the request's head is there.
        case early(String, Ending)
    }

    /// What becomes of a connection whose request was answered early.
    package enum Ending: Sendable {
        /// It is reset a tenth of a second later.
        case reset
        /// Its sending half is closed a tenth of a second later; nothing more is read.
        case close
        /// It stays, and nothing more is read.
        case open
        /// It stays, and the request is read to its end.
        case read
    }

    /// How requests are read.
    package struct Reading: Sendable {
        /// Bytes a second.
        package var pace: Int
        /// Bytes after which no more is read.
        package var most = Int.max

        package init(pace: Int, most: Int = .max) {
            self.pace = pace
            self.most = most
        }
    }

    private struct State {
        var acts: [Act]
        var requests: [Request] = []
        var readBehind = 0
        var isStopped = false
    }

    private let state: Mutex<State>
    private let descriptor: Int32
    package let port: Int
    private let reading: Reading?

    /// - Parameters:
    ///   - acts: one a request; the last one goes on for ever.
    ///   - reading: as fast as they come where `nil`.
    package init(_ acts: [Act], port wanted: Int = 0, reading: Reading? = nil) throws {
        state = Mutex(State(acts: acts))
        self.reading = reading
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        if reading != nil {
            // What the system takes in ahead of the reader is small.
            var bytes: Int32 = 8_192
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(wanted).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw ChildProcess.Failure(description: "cannot listen: \(errno)") }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in serve() }
    }

    package var url: String { "http://127.0.0.1:\(port)/api/v1/sessions/save" }
    package var requests: [Request] { state.withLock { $0.requests } }
    /// Bytes of requests that were read behind an early answer.
    package var readBehind: Int { state.withLock { $0.readBehind } }

    package func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
        Glibc.close(descriptor)
    }

    private func serve() {
        while !state.withLock({ $0.isStopped }) {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { return }
            Thread.detachNewThread { [self] in
                answer(connection)
                Glibc.close(connection)
            }
        }
    }

    private func answer(_ connection: Int32) {
        guard let request = read(connection) else { return }
        let act = state.withLock { state in
            state.requests.append(request)
            return state.acts.count > 1 ? state.acts.removeFirst() : state.acts[0]
        }
        switch act {
        case .answer(let status, let headers, let body):
            let head =
                ["HTTP/1.1 \(status) Status", "Content-Length: \(body.utf8.count)", "Connection: close"] + headers
            Self.write(head.joined(separator: "\r\n") + "\r\n\r\n" + body, to: connection)
        case .hang: sleepUntilStopped()
        case .close: break
        case .reset: Self.reset(connection)
        case .half:
            Self.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"half", to: connection)
            usleep(50_000)
            Self.reset(connection)
        case .open:
            Self.write("HTTP/1.1 200 OK\r\n\r\n{}", to: connection)
            sleepUntilStopped()
        case .drip:
            for byte in "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" where !state.withLock({ $0.isStopped }) {
                Self.write(String(byte), to: connection)
                usleep(200_000)
            }
        case .flood:
            Self.write("HTTP/1.1 200 OK\r\n\r\n", to: connection)
            let block = String(repeating: "x", count: 65_536)
            while !state.withLock({ $0.isStopped }), Self.write(block, to: connection) {}
        case .early(let text, let ending): end(connection, ending, behind: text)
        }
    }

    private func end(_ connection: Int32, _ ending: Ending, behind text: String) {
        Self.write(text, to: connection)
        switch ending {
        case .open: sleepUntilStopped()
        case .read:
            var piece = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(connection, &piece, piece.count, 0)
                guard count > 0 else { return }
                state.withLock { $0.readBehind += count }
            }
        case .close, .reset:
            usleep(100_000)
            if case .reset = ending { return Self.reset(connection) }
            // What was not read would be answered with a reset.
            shutdown(connection, Int32(SHUT_WR))
            sleepUntilStopped()
        }
    }

    /// Whether the next request is answered before it is read.
    private var isNextEarly: Bool {
        state.withLock { state in
            guard case .early? = state.acts.first else { return false }
            return true
        }
    }

    private func sleepUntilStopped() {
        while !state.withLock({ $0.isStopped }) { usleep(20_000) }
    }

    private static func reset(_ connection: Int32) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    @discardableResult
    private static func write(_ text: String, to connection: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    private func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: reading.map { $0.pace / 50 } ?? 65_536)
        let mark = Array("\r\n\r\n".utf8)
        var bodyStart: Int?
        var length = 0
        var head: [String] = []
        while true {
            if bodyStart == nil, let end = bytes.firstRange(of: mark) {
                bodyStart = end.upperBound
                head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                length =
                    head.first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
            }
            if let bodyStart, bytes.count - bodyStart >= length || isNextEarly {
                var headers: [String: String] = [:]
                for line in head.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    if parts.count == 2 {
                        headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
                    }
                }
                var now = timespec()
                clock_gettime(CLOCK_MONOTONIC, &now)
                return Request(
                    line: head[0], headers: headers, body: Array(bytes[bodyStart...]),
                    at: Double(now.tv_sec) + Double(now.tv_nsec) / 1e9)
            }
            if let reading {
                usleep(20_000)
                if bytes.count >= reading.most { sleepUntilStopped() }
            }
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return nil }
            bytes += piece[..<count]
        }
    }
}
