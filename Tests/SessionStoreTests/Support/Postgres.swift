import Foundation
import TestSupport
import Testing

/// A PostgreSQL of its own, in a folder of its own, from Debian's package.
final class Postgres: @unchecked Sendable {
    private static let programs = "/usr/lib/postgresql/15/bin"

    let folder: URL
    let port: Int
    private var process: ChildProcess?
    /// Root may not run it.
    private let isRoot = getuid() == 0

    /// What connects to it: over TCP, so that a server that is away looks like one.
    var url: String { "postgres://postgres:a-secret-word@127.0.0.1:\(port)/postgres" }

    /// One for all suites. Nobody lets go of what is static: it ends, and its folder goes, with the process.
    static let shared: Postgres? = {
        let server = try? Postgres()
        atexit { Postgres.shared?.remove() }
        return server
    }()

    /// Seconds after which it is ended whatever happens: sanitizers take their time.
    private static let longestLife = 900

    init() throws {
        folder = URL(filePath: "/tmp/rv-pg-\(UUID().uuidString.prefix(8))")
        port = Int.random(in: 20_000...29_999)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if isRoot { try Self.run(["chown", "postgres", folder.path]) }
        let password = folder.appending(path: "password")
        try Data("a-secret-word\n".utf8).write(to: password)
        if isRoot { try Self.run(["chown", "postgres", password.path]) }
        try Self.run(
            user + [
                "\(Self.programs)/initdb", "-D", data, "-U", "postgres", "--auth=scram-sha-256", "--pwfile",
                password.path, "--encoding=UTF8", "--locale=C", "-N",
            ])
        try start()
    }

    private var data: String { folder.appending(path: "data").path }
    private var user: [String] { isRoot ? ["/usr/sbin/runuser", "-u", "postgres", "--"] : ["/usr/bin/env"] }

    func start(options: [String] = []) throws {
        let words =
            user + [
                "\(Self.programs)/postgres", "-D", data, "-p", "\(port)", "-c", "listen_addresses=127.0.0.1", "-k",
                folder.path, "-c", "fsync=off", "-c", "max_connections=40",
            ] + options
        process = try ChildProcess(
            words[0], Array(words.dropFirst()), environment: ["PATH": "/usr/bin:/bin:/usr/sbin", "LC_ALL": "C"],
            output: log, life: Self.longestLife)
        let end = Date().addingTimeInterval(30)
        while (try? Self.run(["\(Self.programs)/pg_isready", "-q", "-h", "127.0.0.1", "-p", "\(port)"])) == nil {
            guard Date() < end else {
                throw ChildProcess.Failure(description: "PostgreSQL did not start: \(process?.output ?? "")")
            }
            usleep(50_000)
        }
    }

    /// Ends it at once, connections with it.
    func stop() throws {
        try Self.run(user + ["\(Self.programs)/pg_ctl", "-D", data, "-m", "fast", "-w", "stop"])
        process?.stop()
        process = nil
    }

    /// A database of its own on this server.
    func makeDatabase() throws -> String {
        let name = "d" + UUID().uuidString.replacing("-", with: "").lowercased()
        try query("CREATE DATABASE \(name)")
        return "postgres://postgres:a-secret-word@127.0.0.1:\(port)/\(name)"
    }

    @discardableResult
    func query(_ sql: String, in url: String? = nil) throws -> String {
        try Self.run(["/usr/bin/psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url ?? self.url])
    }

    @discardableResult
    static func run(_ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ChildProcess.Failure(description: "\(words): \(text)") }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Stops the processes that serve this program's connections: their sockets stay open, and nobody answers.
    func stopBackends() throws -> [pid_t] {
        let list = try query("SELECT pid FROM pg_stat_activity WHERE application_name = 'roomvitals'")
        let processes = list.split(separator: "\n").compactMap { pid_t($0) }
        for process in processes { kill(process, SIGSTOP) }
        return processes
    }

    /// Stops the process that lets connections in: the kernel goes on taking them.
    func stopServer() throws -> [pid_t] {
        let text = try String(contentsOf: folder.appending(path: "data/postmaster.pid"), encoding: .utf8)
        let process = text.split(separator: "\n").first.flatMap { pid_t($0) }
        if let process { kill(process, SIGSTOP) }
        return process.map { [$0] } ?? []
    }

    private var log: URL { URL(filePath: "/tmp/rv-pg-\(port).log") }

    private func remove() {
        process?.stop()
        process = nil
        try? FileManager.default.removeItem(at: folder)
        try? FileManager.default.removeItem(at: log)
    }

    deinit { remove() }
}
