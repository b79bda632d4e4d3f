import Testing
import Vitals

@testable import LiveServer

@Suite struct SeriesLimitTests {
    private func crowd(rooms: Int, people: Int) -> [RoomView] {
        let identities = (0..<people).map { "person-\($0)" }
        return (0..<rooms).map { RoomView(name: "room-\($0)", identities: identities, start: Double($0)) }
    }

    @Test(arguments: [
        (0, 0), (1, 0), (1, 10_000), (10, 1000), (40, 100), (200, 3), (1000, 1), (3000, 0),
    ])
    func `there are never more series than the limit, and they are as many as it says`(
        rooms: Int, people: Int
    ) throws {
        let read = try PrometheusExporter().read(crowd(rooms: rooms, people: people))
        #expect(read.order.count <= 5000)
        #expect(read.value("roomvitals_series") == Double(read.order.count))
        #expect(read.value("roomvitals_rooms") == Double(rooms))
    }

    @Test(arguments: [0, 10, 11, 12, 80, 500, 1000])
    func `a small limit holds too, down to what the exporter says of itself`(limit: Int) throws {
        var limits = ExporterLimits()
        limits.series = limit
        let read = try PrometheusExporter(limits: limits).read(crowd(rooms: 20, people: 20))
        #expect(read.order.count <= max(limit, ExporterMemory.ownSeries))
        #expect(read.value("roomvitals_series") == Double(read.order.count))
        #expect(try #require(read.value("roomvitals_series_left_out", #"{reason="series_limit"}"#)) > 0)
    }

    @Test func `what comes behind something that did not fit has no better claim for being small`() {
        var budget = SeriesBudget(limit: 10)
        #expect([8, 3, 1].map { budget.take($0) } == [true, false, false])
        #expect(budget.admitted == 8 && budget.leftOut == 4)
    }

    @Test func `a hundred thousand identities are counted as left out, again in each exposition`() throws {
        let exporter = PrometheusExporter()
        let views = crowd(rooms: 10, people: 10_000)
        var dropped: [Double] = []
        for _ in 0..<2 {
            let read = try exporter.read(views)
            #expect(read.order.count <= 5000)
            #expect(read.text.utf8.count < 1_000_000)
            dropped.append(
                try #require(read.value("roomvitals_series_dropped_total", #"{reason="participant_limit"}"#)))
        }
        #expect(dropped[0] >= Double(10 * 9_960 * ParticipantMetrics.mostSeries))
        #expect(dropped[1] == 2 * dropped[0])
    }

    @Test func `rooms go before participants, and old rooms before new ones`() throws {
        let read = try PrometheusExporter().read(crowd(rooms: 2000, people: 5).shuffled())
        let rooms = read.labelValues("room", of: "roomvitals_participants_present")
        #expect(rooms.count > 50)
        #expect(rooms == (0..<rooms.count).map { "room-\($0)" })
        #expect(read.order.allSatisfy { !$0.name.contains("participant_") })
    }

    @Test func `all rooms' worst come before anybody's second`() throws {
        var limits = ExporterLimits()
        let views = crowd(rooms: 5, people: 5)
        limits.series = try PrometheusExporter().read(views).order.count - 1
        let read = try PrometheusExporter(limits: limits).read(views)
        for room in 0..<5 {
            let name = "roomvitals_participant_level"
            let kept = read.order.filter { $0.name == name && $0.labels.contains("room=\"room-\(room)\"") }
            #expect(kept.count == (room == 4 ? 4 : 5) * 4)
        }
    }

    @Test func `an ended room makes way for one that goes on`() throws {
        var views = crowd(rooms: 200, people: 0)
        for place in 0..<150 { views[place].state = .ended }
        let read = try PrometheusExporter().read(views)
        let rooms = read.labelValues("room", of: "roomvitals_participants_present")
        #expect(rooms == (150..<200).map { "room-\($0)" })
    }

    @Test func `the same rooms in another order give the same text`() throws {
        var first = crowd(rooms: 300, people: 3)
        let text = try PrometheusExporter().read(first).text
        first.reverse()
        #expect(try PrometheusExporter().read(first).text == text)
    }

    @Test func `hostile names of rooms and people are each a series of their own`() throws {
        let views = HostileNames.all.prefix(20).map { RoomView(name: $0, identities: HostileNames.all) }
        let read = try PrometheusExporter().read(views)
        #expect(read.labelValues("room", of: "roomvitals_participants_present").count == 20)
        #expect(!read.text.contains("<") && !read.text.contains("\u{202E}"))
        #expect(read.value("roomvitals_series_left_out", #"{reason="same_labels"}"#) == 0)
    }

    @Test func `of two rooms of one name the second is left out`() throws {
        let twins = [RoomView(name: "a", identities: ["x", "x"], start: 5), RoomView(name: "a", start: 3)]
        let read = try PrometheusExporter().read(twins)
        #expect(read.value("roomvitals_room_start_time_seconds", #"{room="a"}"#) == 0.003)
        #expect(try #require(read.value("roomvitals_series_left_out", #"{reason="same_labels"}"#)) > 0)
    }
}
