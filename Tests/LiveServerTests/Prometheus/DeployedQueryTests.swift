import Foundation
import Testing
import Vitals

@testable import LiveServer

/// The queries of the alerts and of the dashboard, held to the metrics that there are.
@Suite struct DeployedQueryTests {
    struct Panel: Decodable {
        struct Target: Decodable { let expr: String }
        struct Place: Decodable { let x, y, w, h: Int }
        let id: Int
        let title: String
        let targets: [Target]?
        let gridPos: Place
    }

    struct Dashboard: Decodable {
        struct Templating: Decodable {
            struct Variable: Decodable {
                let name: String
                let definition: String?
            }
            let list: [Variable]
        }
        let panels: [Panel]
        let templating: Templating
    }

    private func dashboard() throws -> Dashboard {
        try JSONDecoder().decode(
            Dashboard.self, from: Data(contentsOf: Promtool.deploy.appending(path: "grafana/roomvitals.json")))
    }

    /// All sample names and the label names of each, of a room in which everything was measured.
    private func known() throws -> [String: Set<String>] {
        var health = BotHealth()
        health.refusedMessages = [("not_json", 1)]
        health.lastMessageAge = 1
        var view = RoomView(try FoldedRooms.session(participants: 4, count: 400), name: "r", health: health)
        view.latest.receivedAudioKbps = 1
        var program = PrometheusExporter.someProgram
        program.process = ProcessFigures.current()
        // What a bot that keeps a record adds to the program's own; `RecordStatisticsTests` holds it to these names.
        var known: [String: Set<String>] = [
            "up": [], "roomvitals_spool_failures_total": [], "roomvitals_records_waiting": [],
        ]
        for series in try PrometheusExporter().read([view], program: program).order {
            let labels = series.labels.dropFirst().split(separator: ",").compactMap { $0.split(separator: "=").first }
            known[series.name, default: []].formUnion(labels.map(String.init))
        }
        return known
    }

    private func queries() throws -> [String] {
        let dashboard = try dashboard()
        let rules = try String(
            contentsOf: Promtool.deploy.appending(path: "prometheus/roomvitals.rules.yml"), encoding: .utf8)
        return dashboard.panels.flatMap { $0.targets ?? [] }.map(\.expr)
            + dashboard.templating.list.compactMap(\.definition) + [rules]
    }

    @Test func `every metric that a query names is one of ours, with the labels that it asks for`() throws {
        let known = try known()
        var named: Set<String> = []
        for query in try queries() {
            for match in query.matches(of: #/\b(?:roomvitals|process)_[a-z_]+\b(?:\{([^}]*)\})?/#) {
                let name = match.0.prefix { $0 != "{" }
                let labels = known[String(name)]
                #expect(labels != nil, "\(name) in \(query)")
                named.insert(String(name))
                for label in (match.1 ?? "").matches(of: #/([a-z_]+)=~?"/#)
                where !["instance", "job"].contains(label.1) {
                    #expect(labels?.contains(String(label.1)) == true, "\(label.1) of \(name)")
                }
            }
        }
        #expect(named.count > 25)
    }

    @Test func `every query of the dashboard is PromQL`() throws {
        let expressions = try dashboard().panels.flatMap { $0.targets ?? [] }.map(\.expr)
        #expect(expressions.count > 25)
        let rules = expressions.enumerated().map { "  - record: q\($0.offset)\n    expr: |\n      \($0.element)\n" }
        let file = FileManager.default.temporaryDirectory.appending(path: "queries-\(UUID().uuidString).yml")
        try ("groups:\n- name: dashboard\n  rules:\n" + rules.joined()).write(
            to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        try Promtool.expectClean(["check", "rules", file.path])
    }

    @Test func `panels have numbers of their own, a place of their own, and the variables that queries use`() throws {
        let dashboard = try dashboard()
        #expect(Set(dashboard.panels.map(\.id)).count == dashboard.panels.count)
        var taken: Set<[Int]> = []
        for panel in dashboard.panels {
            for x in panel.gridPos.x..<panel.gridPos.x + panel.gridPos.w {
                for y in panel.gridPos.y..<panel.gridPos.y + panel.gridPos.h {
                    #expect(x < 24)
                    #expect(taken.insert([x, y]).inserted, "\(panel.title) lies on another panel")
                }
            }
        }
        let variables = Set(dashboard.templating.list.map { "$" + $0.name })
        for target in dashboard.panels.flatMap({ $0.targets ?? [] }) {
            for use in target.expr.matches(of: #/\$[a-z]+/#) { #expect(variables.contains(String(use.0))) }
        }
    }
}
