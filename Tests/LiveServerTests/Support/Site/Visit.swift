import Foundation
import TestSupport
import Testing
import WireText

@testable import LiveServer

/// Answers of a site, collected to be checked against its description.
struct Visit {
    private let shown: ShownSite
    private let token: [String]
    private let description: [UInt8]
    private var client: PlainClient
    private var lines: [[String: Any]] = []

    init(to shown: ShownSite, token: String?) throws {
        self.shown = shown
        self.token = token.map { ["Authorization: Bearer \($0)"] } ?? []
        client = try shown.client()
        description = try client.request("/openapi.json").body
    }

    var statuses: Set<Int> { Set(lines.compactMap { $0["status"] as? Int }) }

    mutating func add(_ path: String, _ answer: PlainClient.Answer) {
        lines.append(["path": path, "status": answer.status, "headers": answer.headers, "body": answer.text])
    }

    @discardableResult
    mutating func ask(
        _ path: String, method: String = "GET", headers: [String] = [], withToken: Bool = true
    ) throws -> PlainClient.Answer {
        let answer = try client.request(path, method: method, headers: headers + (withToken ? token : []))
        if answer.headers["connection"] == "close" { client = try shown.client() }
        add(path, answer)
        return answer
    }

    /// The paths that are no room's, and a room that there is not.
    mutating func everything() throws {
        for path in ["/v1/rooms", "/metrics", "/healthz", "/readyz", "/openapi.json", "/v1/rooms/nowhere"] {
            try ask(path)
        }
        try ask("/metrics", headers: ["Accept: application/openmetrics-text"])
    }

    mutating func room(_ room: LiveRoom, identities: [String]) throws {
        let path = room.view.path
        let answer = try ask(path)
        try ask(path, headers: ["If-None-Match: \(answer.headers["etag"] ?? "")"])
        for end in ["/quality_metrics", "/history", "/history?participants=0", "/history?participants=50"] {
            try ask(path + end)
        }
        for identity in identities {
            let person = path + "/participants/" + PercentEncoding.segment(identity)
            try ask(person)
            try ask(person + "/history")
        }
    }

    /// What each path refuses.
    mutating func refusals(of room: LiveRoom) throws {
        let path = room.view.path
        for end in ["", "/quality_metrics", "/history", "/events", "/participants/alice"] {
            try ask(path + end, method: "POST")
            try ask(path + end, method: "OPTIONS")
            try ask(path + end, method: "PUT", headers: ["Content-Length: 1"])
            try ask(path + end, headers: ["Content-Length: 1"])
            try ask(path + end, headers: ["Host: rebound.example"])
            try ask(path + end, headers: ["Host: a", "Host: b"])
            try ask(path + end, headers: ["Accept: text/html, application/xml;q=0.9"])
            try ask(path + end, withToken: false)
        }
        for query in ["-1", "51", "x", "", "%2B1", "01", "1&participants=2", "%zz"] {
            #expect(try ask(path + "/history?participants=" + query).status == 400)
        }
        #expect(try ask("/v1/rooms/%zz").status == 400)
        #expect(try ask("/v1/rooms/%FF").status == 400)
        #expect(try ask(path + "/events").status == 503)
    }

    func outcome() throws -> TestTool.Outcome {
        var input = Data()
        for line in lines { input += try JSONSerialization.data(withJSONObject: line) + Data("\n".utf8) }
        let folder = FileManager.default.temporaryDirectory.appending(path: "visit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let document = folder.appending(path: "openapi.json")
        try Data(description).write(to: document)
        let script = TestTool.package.appending(path: "scripts/check-answers").path
        return try TestTool.run([TestTool.installed("python"), script, document.path], input: Array(input))
    }

    func expectAsDescribed() throws {
        let outcome = try outcome()
        #expect(outcome.status == 0 && outcome.text.hasSuffix("\(lines.count) answers checked\n"), "\(outcome.text)")
    }
}
