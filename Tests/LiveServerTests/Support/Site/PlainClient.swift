import Glibc

/// An HTTP client as small as can be, over a plain socket: it sends a path as it is and hands over what comes, byte by byte.
final class PlainClient {
    enum Failure: Error, Equatable {
        case cannotConnect(Int32)
        case closed
        case timeout
        case noAnswer(String)
    }

    struct Answer {
        var status: Int
        /// By names in lower case.
        var headers: [String: String]
        var body: [UInt8] = []

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var consumed = 0

    /// - Parameter receiveBuffer: bytes that the kernel may keep for this client, to make a slow one.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var noDelay: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure.cannotConnect(errno) }
    }

    deinit { close(descriptor) }

    /// Asks, and reads the whole answer.
    func request(_ target: String, method: String = "GET", headers: [String] = []) throws -> Answer {
        try send(target, method: method, headers: headers)
        return try readAnswer(omitsBody: method == "HEAD")
    }

    /// Asks for all, several before the answer to the first has come: fewer than the 16 KiB that one head may have.
    func request(all targets: [String]) throws -> [Answer] {
        var answers: [Answer] = []
        var heads = ""
        var asked = 0
        for (place, target) in targets.enumerated() {
            heads += "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            asked += 1
            let next = place + 1 < targets.count ? targets[place + 1].utf8.count : .max / 2
            guard heads.utf8.count + next > 12_000 else { continue }
            try write(heads)
            for _ in 0..<asked { answers.append(try readAnswer()) }
            (heads, asked) = ("", 0)
        }
        return answers
    }

    private func readAnswer(omitsBody: Bool = false) throws -> Answer {
        var answer = try readHead()
        guard !omitsBody, answer.status != 304 else { return answer }
        if answer.headers["transfer-encoding"] == "chunked" {
            while case let chunk = try readChunk(), !chunk.isEmpty { answer.body += chunk }
        } else {
            answer.body = try read(Int(answer.headers["content-length"] ?? "") ?? 0)
        }
        return answer
    }

    /// - Parameter headers: whole lines; a `Host` among them takes the place of the usual one.
    func send(_ target: String, method: String = "GET", headers: [String] = []) throws {
        let host = headers.contains { $0.hasPrefix("Host:") } ? [] : ["Host: 127.0.0.1"]
        let lines = ["\(method) \(target) HTTP/1.1"] + host + headers + ["", ""]
        try write(lines.joined(separator: "\r\n"))
    }

    private func write(_ text: String) throws {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure.closed }
            sent += count
        }
    }

    /// Reads an answer up to its body.
    func readHead() throws -> Answer {
        var lines: [String] = []
        while case let line = try readLine(), !line.isEmpty { lines.append(line) }
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count > 1, let status = Int(words[1]) else { throw Failure.noAnswer(lines.first ?? "") }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        return Answer(status: status, headers: headers)
    }

    /// The next piece of a chunked body; empty at its end.
    func readChunk() throws -> [UInt8] {
        let line = try readLine()
        guard let count = Int(line, radix: 16) else { throw Failure.noAnswer(line) }
        let chunk = try read(count)
        _ = try readLine()
        return chunk
    }

    private func readLine() throws -> String {
        var end = consumed
        while true {
            while end + 1 < buffer.count {
                if buffer[end] == 13, buffer[end + 1] == 10 {
                    defer { consumed = end + 2 }
                    return String(decoding: buffer[consumed..<end], as: UTF8.self)
                }
                end += 1
            }
            end -= consumed
            try fill()
            end += consumed
        }
    }

    private func read(_ count: Int) throws -> [UInt8] {
        while buffer.count - consumed < count { try fill() }
        defer { consumed += count }
        return Array(buffer[consumed..<consumed + count])
    }

    private func fill() throws {
        buffer.removeFirst(consumed)
        consumed = 0
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count == 0 { throw Failure.closed }
        guard count > 0 else { throw errno == EAGAIN ? Failure.timeout : Failure.closed }
        buffer += chunk.prefix(count)
    }
}
