import Foundation
import TestSupport
import Testing

/// A real Prometheus, from Debian's package, with a folder of its own.
final class Prometheus {
    /// Numbers by the labels of their series, and when they were scraped.
    struct Series {
        var labels: [String: String]
        var value: Double
    }

    private let process: ChildProcess
    private let folder: URL
    private let port: Int

    /// - Parameter jobs: the lines of `scrape_configs`.
    init(jobs: String, files: [String: String] = [:]) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "prometheus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        let rules = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "deploy/prometheus/roomvitals.rules.yml")
        let configuration = """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: ["\(rules.path)"]
            scrape_configs:
            \(jobs)
            """
        try Data(configuration.utf8).write(to: folder.appending(path: "prometheus.yml"))
        port = try Self.freePort()
        process = try ChildProcess(
            "prometheus",
            [
                "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
            ], environment: ["PATH": "/usr/bin:/bin"], output: folder.appending(path: "log"))
        try await eventually("Prometheus is ready") { [process, port] in
            guard process.isRunning else { throw ChildProcess.Failure(description: "no Prometheus: \(process.output)") }
            return (try? Self.get("/-/ready", port: port).contains("is Ready")) == true
        }
    }

    deinit {
        process.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What PromQL answers, a vector.
    func query(_ text: String) throws -> [Series] {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let encoded = text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        let data = try api("query?query=\(encoded)") as? [String: Any]
        let result = try #require(data?["result"] as? [[String: Any]])
        return try result.map { series in
            let pair = try #require(series["value"] as? [Any])
            return Series(
                labels: series["metric"] as? [String: String] ?? [:],
                value: try #require((pair.last as? String).flatMap { Double($0) }))
        }
    }

    /// What PromQL answers, one number.
    func number(_ text: String) throws -> Double {
        let answer = try query(text)
        try #require(answer.count == 1, "\(text): \(answer)")
        return answer[0].value
    }

    /// The `data` of an answer of the API.
    func api(_ target: String) throws -> Any {
        let text = try Self.get("/api/v1/\(target)", port: port)
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        try #require(object?["status"] as? String == "success", "\(text)")
        return try #require(object?["data"])
    }

    /// HTTP/1.0, so that the body comes in one piece.
    private static func get(_ target: String, port: Int) throws -> String {
        let client = try RawClient(port: port)
        try client.send("GET \(target) HTTP/1.0\r\nHost: localhost\r\n\r\n")
        let parts = try client.readToEnd().split(separator: "\r\n\r\n", maxSplits: 1)
        return parts.count == 2 ? String(parts[1]) : ""
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return try withUnsafeMutablePointer(to: &address) { address in
            try address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                try #require(bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0)
            }
            return Int(UInt16(bigEndian: address.pointee.sin_port))
        }
    }
}
