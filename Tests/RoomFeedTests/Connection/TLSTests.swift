import Foundation
import Testing

@testable import RoomFeed

@Suite struct TLSTests {
    /// Connects to a server on loopback by the name localhost.
    private func connect(
        _ tls: ServerTLS, trusting trusted: ServerTLS? = nil, caFile: String? = nil, isInsecure: Bool = false
    ) async throws -> FeedRecorder {
        let recorder = FeedRecorder()
        let server = try RawServer(tls: tls) { connection, _ in
            connection.upgrade()
            connection.send(RawConnection.text(String(repeating: "s", count: 50_000)))
            connection.serve()
        }
        let file = try trusted?.writeCertificate()
        defer { if let file { try? FileManager.default.removeItem(atPath: file) } }
        let client = try FeedClient.make("wss://localhost:\(server.port)/", recorder) { configuration in
            configuration.caFile = caFile ?? file
            configuration.isInsecure = isInsecure
        }
        try await recorder.first { entry in
            switch entry {
            case .text, .ended: true
            default: false
            }
        }
        client.stop()
        return recorder
    }

    private func failure(of recorder: FeedRecorder) throws -> TLSFailure {
        guard case .ended(.failed(.tls(let failure), let advice)) = recorder.entries.last else {
            throw FeedRecorder.NothingCame(seen: recorder.entries)
        }
        #expect(advice.contains("--ca-file"))
        return failure
    }

    @Test func `a certificate in the file of trusted ones is trusted`() async throws {
        let tls = try ServerTLS(name: "localhost")
        let recorder = try await connect(tls, trusting: tls)
        #expect(recorder.texts.first?.utf8.count == 50_000)
        #expect(recorder.failures.isEmpty)
    }

    @Test func `a certificate whose issuer is in the file is trusted`() async throws {
        let issuer = try ServerTLS(name: "issuer")
        let recorder = try await connect(try ServerTLS(name: "localhost", issuer: issuer), trusting: issuer)
        #expect(recorder.texts.count == 1)
    }

    @Test func `a self-signed certificate is refused`() async throws {
        let recorder = try await connect(try ServerTLS(name: "localhost"))
        #expect(try failure(of: recorder) == .selfSigned)
    }

    @Test func `an unknown issuer is refused`() async throws {
        let tls = try ServerTLS(name: "localhost", issuer: try ServerTLS(name: "issuer"))
        let recorder = try await connect(tls)
        #expect(try failure(of: recorder) == .unknownIssuer)
    }

    @Test(arguments: ["elsewhere.example", "*", "localhost.example", "127.0.0.1"])
    func `a certificate for another name is refused`(name: String) async throws {
        let tls = try ServerTLS(name: name)
        let recorder = try await connect(tls, trusting: tls)
        #expect(try failure(of: recorder) == .wrongName(host: "localhost"))
    }

    @Test func `an expired certificate is refused`() async throws {
        let tls = try ServerTLS(name: "localhost", validFor: -7200...(-3600))
        let recorder = try await connect(tls, trusting: tls)
        #expect(try failure(of: recorder) == .expired)
    }

    @Test func `a certificate of the future is refused`() async throws {
        let tls = try ServerTLS(name: "localhost", validFor: 3600...7200)
        let recorder = try await connect(tls, trusting: tls)
        #expect(try failure(of: recorder) == .notYetValid)
    }

    @Test func `another file of trusted certificates does not help`() async throws {
        let recorder = try await connect(
            try ServerTLS(name: "localhost"), trusting: try ServerTLS(name: "localhost"))
        #expect(try failure(of: recorder) == .selfSigned)
    }

    @Test(arguments: ["self-signed", "wrong name", "expired", "unknown issuer"])
    func `insecure takes any certificate`(what: String) async throws {
        let tls =
            switch what {
            case "wrong name": try ServerTLS(name: "elsewhere.example")
            case "expired": try ServerTLS(name: "localhost", validFor: -7200...(-3600))
            case "unknown issuer": try ServerTLS(name: "localhost", issuer: try ServerTLS(name: "issuer"))
            default: try ServerTLS(name: "localhost")
            }
        let recorder = try await connect(tls, isInsecure: true)
        #expect(recorder.texts.count == 1)
    }

    @Test(arguments: ["/no/such/file.pem", "/dev/null"])
    func `a file without certificates is told before anything is sent`(path: String) async throws {
        let recorder = try await connect(try ServerTLS(name: "localhost"), caFile: path)
        #expect(try failure(of: recorder) == .caFile(path))
        #expect(!recorder.entries.contains(.connecting(1)))
    }

    @Test func `a server that insists on HTTP 2 is not obeyed`() async throws {
        let tls = try ServerTLS(name: "localhost", http2: true)
        let recorder = try await connect(tls, trusting: tls)
        #expect(recorder.texts.count == 1)
    }

    @Test func `TLS before 1_2 is refused`() async throws {
        let tls = try ServerTLS(name: "localhost", newestVersion: 0x0302)
        let recorder = try await connect(tls, trusting: tls)
        guard case .other = try failure(of: recorder) else {
            Issue.record("\(recorder.entries)")
            return
        }
    }

    @Test func `a server without TLS is told from one with a bad certificate`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.readToEnd()
        }
        let client = try FeedClient.make("wss://localhost:\(server.port)/", recorder)
        _ = try await recorder.end()
        #expect(try failure(of: recorder) == .notTLS)
        client.stop()
    }

    @Test func `many clients may shake hands at once`() async throws {
        let tls = try ServerTLS(name: "localhost")
        let file = try tls.writeCertificate()
        defer { try? FileManager.default.removeItem(atPath: file) }
        let server = try RawServer(tls: tls) { connection, _ in
            connection.upgrade()
            connection.serve()
        }
        let recorders = (0..<24).map { _ in FeedRecorder() }
        let clients = try recorders.map { recorder in
            try FeedClient.make("wss://localhost:\(server.port)/", recorder) { $0.caFile = file }
        }
        for recorder in recorders { try await recorder.connected() }
        for client in clients { client.stop() }
        for recorder in recorders { #expect(recorder.failures.isEmpty) }
    }

    @Test func `silence in the handshake ends the attempt`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in connection.readToEnd() }
        let client = try FeedClient.make("wss://localhost:\(server.port)/", recorder) { configuration in
            configuration.handshakeTimeout = .milliseconds(300)
        }
        #expect(try await recorder.failure() == .timedOut(stage: .tls, limit: .milliseconds(300)))
        client.stop()
    }

    @Test func `an end without close_notify is a lost connection`() async throws {
        let recorder = FeedRecorder()
        let tls = try ServerTLS(name: "localhost")
        let server = try RawServer(tls: tls) { connection, number in
            connection.upgrade()
            if number == 1 { connection.send(RawConnection.text("cut short").prefix(5)) } else { connection.serve() }
        }
        let client = try FeedClient.make("wss://localhost:\(server.port)/", recorder) { $0.isInsecure = true }
        try await recorder.connected(times: 2)
        client.stop()
        #expect(recorder.failures == [.connectionLost])
        #expect(recorder.texts.isEmpty)
    }

    @Test func `large messages go both ways`() async throws {
        let recorder = FeedRecorder()
        let echoed = FeedRecorder()
        let server = try RawServer(tls: try ServerTLS(name: "localhost")) { connection, _ in
            connection.upgrade()
            for size in [0, 1, 16_384, 16_385, 65_536, 1 << 20] {
                let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
                connection.send(RawConnection.frame(2, payload))
                guard let frame = connection.readDataFrame(), frame.payload == payload else { return }
            }
            echoed.takeText("all")
            connection.serve()
        }
        let client = try FeedClient.make(
            "wss://localhost:\(server.port)/", recorder, change: { $0.isInsecure = true },
            also: { event, control in
                if case .binary(let bytes) = event { control.send(binary: Array(bytes)) }
            })
        try await echoed.text("all")
        client.stop()
        #expect(recorder.failures.isEmpty)
        #expect(client.statistics.messagesReceived == 6)
    }

    @Test func `a server whose TLS asks for answers without end, and reads none, is left`() async throws {
        let recorder = FeedRecorder()
        let tls = try ServerTLS(name: "localhost")
        let server = try RawServer(tls: tls, segmentBytes: 88, receiveBytes: 4096) { connection, number in
            connection.upgrade()
            if number > 1 { return connection.serve() }
            connection.sendAtOnce()
            for _ in 0..<1_000_000 where !connection.askForNewKey() { return }
        }
        let client = try FeedClient.make("wss://localhost:\(server.port)/", recorder) { configuration in
            configuration.isInsecure = true
            configuration.limits.sendQueueBytes = 0
        }
        let failure = try await recorder.failure()
        client.stop()
        guard case .protocolViolation = failure else {
            Issue.record("\(failure)")
            return
        }
        #expect(client.statistics.protocolViolations == 1)
    }

    @Test func `an end in order is told to TLS too`() async throws {
        let recorder = FeedRecorder()
        let ends = FeedRecorder()
        let server = try RawServer(tls: try ServerTLS(name: "localhost")) { connection, _ in
            connection.upgrade()
            connection.serve()
            ends.takeText(connection.endsInOrder() ? "in order" : "cut")
        }
        let client = try FeedClient.make("wss://localhost:\(server.port)/", recorder) { $0.isInsecure = true }
        try await recorder.connected()
        client.stop()
        try await ends.text("in order")
    }

    @Test func `a name is told to the server and an address is not`() async throws {
        for (host, told) in [("localhost", "localhost"), ("127.0.0.1", "")] {
            let recorder = FeedRecorder()
            let names = FeedRecorder()
            let server = try RawServer(tls: try ServerTLS(name: "localhost")) { connection, _ in
                names.takeText(connection.serverName ?? "")
                connection.upgrade()
                connection.serve()
            }
            let client = try FeedClient.make("wss://\(host):\(server.port)/", recorder) { $0.isInsecure = true }
            try await recorder.connected()
            client.stop()
            #expect(names.texts == [told])
        }
    }

    @Test(arguments: [("127.0.0.1", true), ("127.0.0.2", false), (nil, false)])
    func `an address is checked against the certificate's addresses`(address: String?, isTrusted: Bool) async throws {
        let tls = try ServerTLS(name: "127.0.0.1", address: address)
        let recorder = FeedRecorder()
        let server = try RawServer(tls: tls) { connection, _ in
            connection.upgrade()
            connection.serve()
        }
        let file = try tls.writeCertificate()
        defer { try? FileManager.default.removeItem(atPath: file) }
        let client = try FeedClient.make("wss://127.0.0.1:\(server.port)/", recorder) { $0.caFile = file }
        try await recorder.first { entry in
            switch entry {
            case .connected, .ended: true
            default: false
            }
        }
        client.stop()
        if isTrusted {
            #expect(recorder.failures.isEmpty)
        } else {
            #expect(try failure(of: recorder) == .wrongName(host: "127.0.0.1"))
        }
    }
}
