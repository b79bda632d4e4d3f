import Foundation
import Glibc

/// A WebSocket client as small as can be, over plain sockets: nothing of it is shared with what is tested.
package final class RawClient {
    package struct Frame: Equatable {
        package var opcode: UInt8
        package var isFinal: Bool
        package var payload: [UInt8]

        package init(opcode: UInt8, isFinal: Bool, payload: [UInt8]) {
            self.opcode = opcode
            self.isFinal = isFinal
            self.payload = payload
        }
    }

    package enum Failure: Error, Equatable {
        case cannotConnect(Int32)
        case closed
        case reset
        case timeout
        case noAnswer(String)
        case unexpected(String)
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Bytes at the front of the buffer that have been read.
    private var consumed = 0

    /// - Parameter receiveBuffer: bytes that the kernel may keep for this client, to make a slow one.
    package init(port: Int, timeout: Int = 20, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
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

    deinit { Glibc.close(descriptor) }

    // MARK: - Bytes

    package func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure.closed }
            sent += count
        }
    }

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    package func read(_ count: Int) throws -> [UInt8] {
        while buffer.count - consumed < count { try fill() }
        defer { consumed += count }
        return Array(buffer[consumed..<consumed + count])
    }

    /// Everything up to the end of the connection.
    package func readToEnd() throws -> String {
        do {
            while true { try fill() }
        } catch Failure.closed {
            return String(decoding: buffer[consumed...], as: UTF8.self)
        }
    }

    /// Reads on until the connection is gone, one way or the other.
    package func waitForEnd() throws {
        do {
            while true { try fill() }
        } catch Failure.closed, Failure.reset {}
    }

    /// A line behind its end of CR and LF.
    package func readLine() throws -> String {
        while true {
            if let end = buffer[consumed...].firstRange(of: [13, 10]) {
                defer { consumed = end.upperBound }
                return String(decoding: buffer[consumed..<end.lowerBound], as: UTF8.self)
            }
            try fill()
        }
    }

    package func shutdownSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    private func fill() throws {
        buffer.removeFirst(consumed)
        consumed = 0
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count == 0 { throw Failure.closed }
        guard count > 0 else { throw errno == EAGAIN ? Failure.timeout : Failure.reset }
        buffer += chunk.prefix(count)
    }

    // MARK: - HTTP

    /// Sends a request head and reads the answer, body included.
    package func request(
        _ method: String = "GET", _ target: String, host: String = "127.0.0.1", headers: [String] = []
    ) throws -> Answer {
        let lines = ["\(method) \(target) HTTP/1.1", "Host: \(host)"] + headers + ["", ""]
        try send(lines.joined(separator: "\r\n"))
        return try readAnswer(omitsBody: method == "HEAD")
    }

    package struct Answer {
        package var status: Int
        package var headers: [String: String]
        package var body: String
    }

    package func readAnswer(omitsBody: Bool = false) throws -> Answer {
        let end: [UInt8] = [13, 10, 13, 10]
        buffer.removeFirst(consumed)
        consumed = 0
        while true {
            if let range = buffer.firstRange(of: end) {
                let lines = String(decoding: buffer[..<range.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                buffer.removeFirst(range.upperBound)
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
                }
                guard let status = Int(lines[0].split(separator: " ")[1]) else { throw Failure.noAnswer(lines[0]) }
                let length = omitsBody ? 0 : Int(headers["content-length"] ?? "0") ?? 0
                return Answer(
                    status: status, headers: headers, body: String(decoding: try read(length), as: UTF8.self))
            }
            try fill()
        }
    }

    package static let upgradeHeaders = [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    package func upgrade(_ target: String, host: String = "127.0.0.1", headers: [String] = []) throws -> Answer {
        try request("GET", target, host: host, headers: Self.upgradeHeaders + headers)
    }

    // MARK: - WebSocket

    package func sendFrame(
        _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, reserved: UInt8 = 0, isMasked: Bool = true
    ) throws {
        try send(Self.frame(opcode, payload, isFinal: isFinal, reserved: reserved, isMasked: isMasked))
    }

    package static func frame(
        _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, reserved: UInt8 = 0, isMasked: Bool = true
    ) -> [UInt8] {
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ..<126: bytes.append(mask | UInt8(payload.count))
        case ..<65_536:
            bytes.append(mask | 126)
            bytes += [UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            bytes.append(mask | 127)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        guard isMasked else { return bytes + payload }
        // A long payload is masked with zeros: allowed, and quick where nothing is optimised.
        guard payload.count < 4_096 else { return bytes + [0, 0, 0, 0] + payload }
        let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        bytes += key
        bytes.reserveCapacity(bytes.count + payload.count)
        for (index, byte) in payload.enumerated() { bytes.append(byte ^ key[index & 3]) }
        return bytes
    }

    package func sendText(_ text: String) throws { try sendFrame(1, Array(text.utf8)) }

    package func receiveFrame() throws -> Frame {
        let head = try read(2)
        var length = Int(head[1] & 0x7F)
        if head[1] & 0x80 != 0 { throw Failure.unexpected("a masked frame from a server") }
        switch length {
        case 126: length = try read(2).reduce(0) { $0 << 8 | Int($1) }
        case 127: length = try read(8).reduce(0) { $0 << 8 | Int($1) }
        default: break
        }
        return Frame(opcode: head[0] & 0x0F, isFinal: head[0] & 0x80 != 0, payload: try read(length))
    }

    /// The next text message, pings answered on the way.
    package func receiveText() throws -> String {
        while true {
            let frame = try receiveFrame()
            switch frame.opcode {
            case 1: return String(decoding: frame.payload, as: UTF8.self)
            case 9: try sendFrame(10, frame.payload)
            case 10: continue
            default: throw Failure.unexpected("opcode \(frame.opcode), \(frame.payload)")
            }
        }
    }

    /// The next message: its name and its body.
    package func receive() throws -> (name: String, body: [String: Any]) {
        let text = try receiveText()
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [String: Any]]
        guard let object, object.count == 1, let member = object.first else { throw Failure.unexpected(text) }
        return (member.key, member.value)
    }

    /// The next message of that name; others in between are skipped.
    package func receive(_ name: String) throws -> [String: Any] {
        while true {
            let message = try receive()
            if message.name == name { return message.body }
        }
    }

    /// Reads up to the relay's close frame and returns its code.
    package func receiveClose() throws -> Int {
        while true {
            let frame = try receiveFrame()
            guard frame.opcode == 8 else { continue }
            return frame.payload.count < 2 ? 1005 : Int(frame.payload[0]) << 8 | Int(frame.payload[1])
        }
    }
}
