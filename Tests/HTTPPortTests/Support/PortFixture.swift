import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import HTTPPort

/// A port on loopback with a route of each kind.
struct PortFixture {
    /// Bytes of what `/long` answers: more than the sockets of both sides keep.
    static let longBody = 16 << 20
    /// Bytes of a block of what `/blocks` answers, without end.
    private static let block = 16_384

    let port: HTTPPort
    /// Holds back what `/held` answers.
    let latch: Latch
    /// Bytes that `/blocks` got rid of.
    let written: Written

    final class Written: Sendable {
        private let bytes = Atomic<Int>(0)
        var value: Int { bytes.load(ordering: .relaxed) }
        func add(_ count: Int) { bytes.add(count, ordering: .relaxed) }
    }

    /// Runs `body` against a port, which is shut down afterwards.
    static func run(
        host: String = "127.0.0.1", _ change: (inout HTTPPort.Configuration) -> Void = { _ in },
        _ body: (PortFixture) async throws -> Void
    ) async throws {
        let fixture = try await PortFixture(host: host, change)
        do {
            try await withTaskExecutorPreference(ThreadExecutor()) { try await body(fixture) }
        } catch {
            await fixture.stop()
            throw error
        }
        await fixture.stop()
    }

    init(host: String = "127.0.0.1", _ change: (inout HTTPPort.Configuration) -> Void = { _ in }) async throws {
        let latch = Latch()
        self.latch = latch
        let written = Written()
        self.written = written
        var configuration = HTTPPort.Configuration()
        configuration.limits.shutdownTimeout = .milliseconds(500)
        configuration.routes = { routes in
            routes.get("/open", .everybody) { _, _ in .text("open", status: 200) }
            routes.get("/secret", .token) { _, _ in .text("secret", status: 200) }
            routes.get("/items/{name}", .everybody) { _, context in
                .text(try context.text(of: "name"), status: 200)
            }
            let file = StaticFile(body: Array("a file".utf8), contentType: "text/plain")
            routes.get("/file", .everybody) { request, _ in file.response(to: request) }
            routes.get("/held", .everybody) { _, _ in
                await latch.wait()
                return .text("held", status: 200)
            }
            routes.get("/forever", .everybody) { _, _ in
                try await Task.sleep(for: .seconds(3_600))
                return .text("late", status: 200)
            }
            routes.get("/broken", .everybody) { _, _ in throw ChannelError.eof }
            let long = ByteBuffer(repeating: UInt8(ascii: "x"), count: Self.longBody)
            routes.get("/long", .everybody) { _, _ in
                Response(status: .ok, body: ResponseBody(byteBuffer: long))
            }
            routes.get("/stream", .everybody) { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        while true {
                            try await writer.write(ByteBuffer(string: "tick\n"))
                            try await Task.sleep(for: .milliseconds(20))
                        }
                    })
            }
            routes.get("/blocks", .everybody) { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        while true {
                            try await writer.write(ByteBuffer(repeating: 0, count: Self.block))
                            written.add(Self.block)
                        }
                    })
            }
            routes.get("/parts", .everybody) { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        for part in ["one ", "two ", "three"] { try await writer.write(ByteBuffer(string: part)) }
                        try await writer.finish(nil)
                    })
            }
        }
        change(&configuration)
        port = try await HTTPPort.start(host: host, port: 0, configuration: configuration)
    }

    func stop() async {
        await latch.open()
        await port.shutdown()
    }

    func client(receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: port.port, receiveBuffer: receiveBuffer)
    }

    /// The answer to one request on a connection of its own.
    func answer(
        _ method: String = "GET", _ target: String, host: String = "127.0.0.1", headers: [String] = []
    ) throws -> RawClient.Answer {
        try client().request(method, target, host: host, headers: headers)
    }

    func refused(_ name: String) -> UInt64 { port.statistics.refused[name] ?? 0 }

    /// Waits until the port's counters say so.
    func wait(for what: String, _ condition: (PortStatistics) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while !condition(port.statistics) {
            guard ContinuousClock.now < end else {
                throw RawClient.Failure.unexpected("never: \(what): \(port.statistics)")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}

/// Lets nobody pass until it is opened, and then everybody.
actor Latch {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        waiting.forEach { $0.resume() }
        waiting = []
    }
}
