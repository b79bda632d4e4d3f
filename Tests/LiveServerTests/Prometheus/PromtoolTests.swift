import Foundation
import TestSupport
import Testing
import Vitals

@testable import LiveServer

@Suite struct PromtoolTests {
    @Test func `promtool has nothing to say against the metrics of a real room`() throws {
        let view = RoomView(try FoldedRooms.session(participants: 9, count: 900), name: "demo")
        try expectClean([view])
    }

    @Test func `nor against hostile names`() throws {
        let names = HostileNames.all
        let session = try FoldedRooms.session(participants: 40, count: 400) { identity in
            names[(Int(identity.split(separator: "-").last ?? "") ?? 0) % names.count]
        }
        try expectClean(HostileNames.all.prefix(20).map { RoomView(session, name: $0) })
    }

    @Test func `nor against no room, or more than fit`() throws {
        try expectClean([])
        try expectClean((0..<500).map { RoomView(name: "room-\($0)", identities: ["a", "b"], start: Double($0)) })
    }

    private func expectClean(_ views: [RoomView]) throws {
        var program = PrometheusExporter.someProgram
        program.process = ProcessFigures.current()
        program.statistics = [
            ProgramStatistic(
                "roomvitals_http_requests", .counter, help: "Requests.", labels: [MetricLabel("method", "GET")],
                value: 3)
        ]
        let text = PrometheusExporter().exposition(of: views, program: program, format: .text)
        try Promtool.expectClean(["check", "metrics"], input: text)
    }

    /// What `check metrics` finds must fail the test above: it finds what is against the conventions.
    @Test func `promtool does find faults`() throws {
        let bad = Array("# TYPE x_bits gauge\nx_bits 1\n".utf8)
        #expect(try Promtool.run(["check", "metrics"], input: bad).status != 0)
        #expect(try Promtool.run(["check", "metrics"], input: Array("x{\n".utf8)).status != 0)
    }

    @Test(arguments: [
        ["check", "rules", "prometheus/roomvitals.rules.yml"],
        ["check", "config", "prometheus/prometheus.yml"],
        ["test", "rules", "prometheus/roomvitals.rules.test.yml"],
    ])
    func `what is to be deployed passes its checks`(arguments: [String]) throws {
        try Promtool.expectClean(arguments)
    }
}
