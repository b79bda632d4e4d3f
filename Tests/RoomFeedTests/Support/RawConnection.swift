import CLibwebsockets
import Foundation
import Glibc

/// The server's end of one TCP connection, spoken byte by byte, so that a test can say what no library would.
final class RawConnection: Sendable {
    let socket: Int32
    /// OpenSSL's connection, where it speaks TLS; used by the script's thread alone.
    private nonisolated(unsafe) let tls: OpaquePointer?

    init(socket: Int32, tls: OpaquePointer? = nil) {
        self.socket = socket
        self.tls = tls
    }

    struct Frame: Equatable {
        var opcode: UInt8
        var payload: [UInt8]
        var isFinal = true
        var isMasked = true
        var mask: [UInt8] = []
        var text: String { String(decoding: payload, as: UTF8.self) }
    }

    /// - Returns: whether all was taken.
    @discardableResult
    func send(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let rest = Array(bytes[sent...])
            let count =
                if let tls { Int(SSL_write(tls, rest, Int32(rest.count))) } else {
                    Glibc.send(socket, rest, rest.count, Int32(MSG_NOSIGNAL))
                }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Every byte in a segment of its own, as far as TCP lets us say so.
    func sendByteByByte(_ bytes: [UInt8]) {
        sendAtOnce()
        for byte in bytes where !send([byte]) { return }
    }

    /// - Returns: `nil` at the end.
    func read(_ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var buffer = [UInt8](repeating: 0, count: count - bytes.count)
            let got = receive(into: &buffer)
            if got <= 0 { return nil }
            bytes += buffer[..<got]
        }
        return bytes
    }

    private func receive(into buffer: inout [UInt8]) -> Int {
        if let tls { return Int(SSL_read(tls, &buffer, Int32(buffer.count))) }
        return recv(socket, &buffer, buffer.count, 0)
    }

    /// The upgrade request, up to and with the empty line.
    func readRequest() -> String? {
        var request: [UInt8] = []
        while !request.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard let byte = read(1) else { return nil }
            request += byte
        }
        return String(decoding: request, as: UTF8.self)
    }

    /// Reads the request and accepts it.
    @discardableResult
    func upgrade(andSend more: [UInt8] = []) -> String? {
        guard let request = readRequest() else { return nil }
        send(Array(Self.acceptance(of: request).utf8) + more)
        return request
    }

    static func acceptance(of request: String, accept: String? = nil) -> String {
        let accept = accept ?? acceptKey(header("Sec-WebSocket-Key", of: request) ?? "")
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: \(accept)\r\n\r\n"
    }

    static func header(_ name: String, of request: String) -> String? {
        for line in request.split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                return parts[1].trimmingCharacters(in: .whitespaces)
            }
        }
        return nil
    }

    static func acceptKey(_ key: String) -> String {
        let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        EVP_Digest(text, text.count, &digest, nil, EVP_sha1(), nil)
        return Data(digest).base64EncodedString()
    }

    /// - Parameter lengthBytes: how the length is written: 1, 3 or 9 bytes; the shortest where `nil`.
    static func frame(
        _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, mask: [UInt8]? = nil, lengthBytes: Int? = nil,
        reserved: UInt8 = 0, claimedLength: UInt64? = nil
    ) -> [UInt8] {
        let length = claimedLength ?? UInt64(payload.count)
        let lengthBytes = lengthBytes ?? (length < 126 ? 1 : length < 65536 ? 3 : 9)
        var frame: [UInt8] = [(isFinal ? 0x80 : 0) | reserved | opcode]
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        switch lengthBytes {
        case 1: frame.append(maskBit | UInt8(length))
        case 3: frame += [maskBit | 126, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
        default:
            frame.append(maskBit | 127)
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                frame.append(UInt8(truncatingIfNeeded: length >> shift))
            }
        }
        guard let mask else { return frame + payload }
        return frame + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    static func text(_ text: String) -> [UInt8] { frame(1, Array(text.utf8)) }

    static func close(_ code: UInt16, _ reason: String = "") -> [UInt8] {
        frame(8, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
    }

    /// - Returns: `nil` at the end of the connection.
    func readFrame() -> Frame? {
        guard let head = read(2) else { return nil }
        var length = UInt64(head[1] & 0x7F)
        if length >= 126 {
            guard let more = read(length == 126 ? 2 : 8) else { return nil }
            length = more.reduce(0) { $0 << 8 | UInt64($1) }
        }
        let isMasked = head[1] & 0x80 != 0
        guard let mask = isMasked ? read(4) : [0, 0, 0, 0] else { return nil }
        guard let payload = length == 0 ? [] : read(Int(length)) else { return nil }
        return Frame(
            opcode: head[0] & 0x0F, payload: payload.enumerated().map { $1 ^ mask[$0 % 4] },
            isFinal: head[0] & 0x80 != 0, isMasked: isMasked, mask: mask)
    }

    /// The next frame that is no ping.
    func readDataFrame() -> Frame? {
        while let frame = readFrame() {
            if frame.opcode != 9 { return frame }
        }
        return nil
    }

    /// Behaves: answers pings and the close frame, until the client has gone.
    func serve() {
        while let frame = readFrame() {
            if frame.opcode == 9 { send(Self.frame(10, frame.payload)) }
            if frame.opcode == 8 {
                send(Self.frame(8, frame.payload))
                return
            }
        }
    }

    /// Reads on until the client has gone.
    func readToEnd() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while receive(into: &buffer) > 0 {}
    }

    /// Whether TLS was told of the end: a bare end of the connection could be anybody's doing.
    func endsInOrder() -> Bool {
        readToEnd()
        return tls.map { SSL_get_shutdown($0) & SSL_RECEIVED_SHUTDOWN != 0 } ?? false
    }

    /// Asks the client's TLS for an answer, a new key, and sends a pong along.
    func askForNewKey() -> Bool {
        if let tls { SSL_key_update(tls, SSL_KEY_UPDATE_REQUESTED) }
        return send(Self.frame(10, []))
    }

    /// Small segments are not held back.
    func sendAtOnce() {
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The name that the client asked for in its TLS handshake.
    var serverName: String? {
        tls.flatMap { SSL_get_servername($0, TLSEXT_NAMETYPE_host_name) }.map { String(cString: $0) }
    }

    /// Ends with a reset rather than in order.
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }
}
