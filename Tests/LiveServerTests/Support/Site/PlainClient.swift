import TestSupport

/// An HTTP client that hands over what comes byte by byte, and reads chunked bodies.
final class PlainClient {
    struct Answer {
        var status: Int
        /// By names in lower case.
        var headers: [String: String]
        var body: [UInt8] = []

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let socket: RawClient

    /// - Parameter receiveBuffer: bytes that the kernel may keep for this client, to make a slow one.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        socket = try RawClient(port: port, receiveBuffer: receiveBuffer)
    }

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
            try socket.send(heads)
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
            answer.body = try socket.read(Int(answer.headers["content-length"] ?? "") ?? 0)
        }
        return answer
    }

    /// - Parameter headers: whole lines; a `Host` among them takes the place of the usual one.
    func send(_ target: String, method: String = "GET", headers: [String] = []) throws {
        let host = headers.contains { $0.hasPrefix("Host:") } ? [] : ["Host: 127.0.0.1"]
        let lines = ["\(method) \(target) HTTP/1.1"] + host + headers + ["", ""]
        try socket.send(lines.joined(separator: "\r\n"))
    }

    /// Reads an answer up to its body.
    func readHead() throws -> Answer {
        var lines: [String] = []
        while case let line = try socket.readLine(), !line.isEmpty { lines.append(line) }
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count > 1, let status = Int(words[1]) else { throw RawClient.Failure.noAnswer(lines.first ?? "") }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        return Answer(status: status, headers: headers)
    }

    /// The next piece of a chunked body; empty at its end.
    func readChunk() throws -> [UInt8] {
        let line = try socket.readLine()
        guard let count = Int(line, radix: 16) else { throw RawClient.Failure.noAnswer(line) }
        let chunk = try socket.read(count)
        _ = try socket.readLine()
        return chunk
    }
}
