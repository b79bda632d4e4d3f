import LiveServer
import Testing

@testable import Monitor

@Suite("What /metrics tells of records")
struct RecordStatisticsTests {
    @Test("has the names that alerts ask for, each once, with the numbers that were counted")
    func names() throws {
        var statistics = RecordStatistics()
        statistics.diskFailures = 3
        statistics.waiting = 4
        let metrics = statistics.metrics
        let names = metrics.map(\.name)
        #expect(Set(names).count == names.count)
        let failures = try #require(metrics.first { $0.name == "roomvitals_spool_failures" })
        #expect(failures.value == 3)
        let waiting = try #require(metrics.first { $0.name == "roomvitals_records_waiting" })
        #expect(waiting.value == 4)
    }
}
