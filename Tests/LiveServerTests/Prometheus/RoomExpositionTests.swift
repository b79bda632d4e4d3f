import Testing
import Vitals

@testable import LiveServer

@Suite struct RoomExpositionTests {
    private func view() -> RoomView {
        var room = CounterLawTests.LateFinds()
        for lost in [0.0, 0, 3, 3] { room.report(lost: lost) }
        var health = BotHealth()
        health.messagesReceived = 12
        health.bytesReceived = 3456
        health.connects = 1
        health.refusedMessages = [("not_json", 2)]
        health.lastMessageAge = 0.25
        health.foldSeconds = 0.5
        return RoomView(room.session, name: "counsel-42", health: health)
    }

    /// Each line about a room, by family, without the buckets of three of the histograms.
    @Test func `a small room, literally`() throws {
        let read = try PrometheusExporter().read([view()])
        let families = [
            "roomvitals_room_state", "roomvitals_video_bytes_per_second", "roomvitals_worst_packet_loss_ratio",
            "roomvitals_worst_round_trip_time_seconds", "roomvitals_packets_lost", "roomvitals_packets_expected",
            "roomvitals_media_bytes", "roomvitals_reports", "roomvitals_bot_messages_refused",
            "roomvitals_round_trip_time_seconds", "roomvitals_participant_level",
            "roomvitals_participant_video_bytes_per_second",
        ]
        #expect(
            families.map { read.lines(about: $0) }.joined(separator: "\n") == #"""
                # HELP roomvitals_room_state 1 for the state in which the room's monitor is, 0 for the others.
                # TYPE roomvitals_room_state gauge
                roomvitals_room_state{room="counsel-42",state="waiting"} 0
                roomvitals_room_state{room="counsel-42",state="live"} 1
                roomvitals_room_state{room="counsel-42",state="reconnecting"} 0
                roomvitals_room_state{room="counsel-42",state="ended"} 0
                # HELP roomvitals_video_bytes_per_second Video payload of all participants, newest readings.
                # TYPE roomvitals_video_bytes_per_second gauge
                roomvitals_video_bytes_per_second{room="counsel-42",direction="sent"} 100000
                # HELP roomvitals_worst_packet_loss_ratio Loss of the participant that loses most, of the last 30 s.
                # TYPE roomvitals_worst_packet_loss_ratio gauge
                roomvitals_worst_packet_loss_ratio{room="counsel-42",direction="sent"} 0.01
                # HELP roomvitals_worst_round_trip_time_seconds Newest round trip of the slowest participant.
                # TYPE roomvitals_worst_round_trip_time_seconds gauge
                roomvitals_worst_round_trip_time_seconds{room="counsel-42"} 0.06
                # HELP roomvitals_packets_lost_total Packets lost, of audio and video; late ones that are found again are not lost.
                # TYPE roomvitals_packets_lost_total counter
                roomvitals_packets_lost_total{room="counsel-42",direction="sent"} 3
                roomvitals_packets_lost_total{room="counsel-42",direction="received"} 0
                # HELP roomvitals_packets_expected_total Packets that should have arrived, without retransmissions.
                # TYPE roomvitals_packets_expected_total counter
                roomvitals_packets_expected_total{room="counsel-42",direction="sent"} 300
                roomvitals_packets_expected_total{room="counsel-42",direction="received"} 0
                # HELP roomvitals_media_bytes_total Payload bytes for which readings speak, retransmissions with them.
                # TYPE roomvitals_media_bytes_total counter
                roomvitals_media_bytes_total{room="counsel-42",direction="sent",media="video"} 300000
                roomvitals_media_bytes_total{room="counsel-42",direction="sent",media="audio"} 0
                roomvitals_media_bytes_total{room="counsel-42",direction="received",media="video"} 0
                roomvitals_media_bytes_total{room="counsel-42",direction="received",media="audio"} 0
                # HELP roomvitals_reports_total Reports folded in, duplicates with them.
                # TYPE roomvitals_reports_total counter
                roomvitals_reports_total{room="counsel-42"} 4
                # HELP roomvitals_bot_messages_refused_total Messages from the server that were refused.
                # TYPE roomvitals_bot_messages_refused_total counter
                roomvitals_bot_messages_refused_total{room="counsel-42",reason="not_json"} 2
                # HELP roomvitals_round_trip_time_seconds Round trips of sent media, one a report by RTCP.
                # TYPE roomvitals_round_trip_time_seconds histogram
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="0.01"} 0
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="0.025"} 0
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="0.05"} 0
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="0.075"} 4
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="0.1"} 4
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="0.15"} 4
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="0.2"} 4
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="0.3"} 4
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="0.4"} 4
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="0.5"} 4
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="1.0"} 4
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="2.5"} 4
                roomvitals_round_trip_time_seconds_bucket{room="counsel-42",le="+Inf"} 4
                roomvitals_round_trip_time_seconds_sum{room="counsel-42"} 0.24
                roomvitals_round_trip_time_seconds_count{room="counsel-42"} 4
                # HELP roomvitals_participant_level 1 for the level that the participant is at, 0 for the others.
                # TYPE roomvitals_participant_level gauge
                roomvitals_participant_level{room="counsel-42",identity="alice",level="good"} 1
                roomvitals_participant_level{room="counsel-42",identity="alice",level="fair"} 0
                roomvitals_participant_level{room="counsel-42",identity="alice",level="poor"} 0
                roomvitals_participant_level{room="counsel-42",identity="alice",level="unknown"} 0
                # HELP roomvitals_participant_video_bytes_per_second Video payload, newest readings.
                # TYPE roomvitals_participant_video_bytes_per_second gauge
                roomvitals_participant_video_bytes_per_second{room="counsel-42",identity="alice",direction="sent"} 100000
                """#)
    }

    @Test func `an ended room keeps its counters and histograms, and has no gauges of now`() throws {
        var ended = view()
        ended.state = .ended
        let read = try PrometheusExporter().read([ended])
        #expect(read.value("roomvitals_room_state", #"{room="counsel-42",state="ended"}"#) == 1)
        #expect(read.value("roomvitals_reports_total", #"{room="counsel-42"}"#) == 4)
        #expect(read.value("roomvitals_round_trip_time_seconds_count", #"{room="counsel-42"}"#) == 4)
        let gone = RoomGauges.current.map(\.family.name) + RoomFamilies.ofParticipants.map(\.name)
        #expect(read.order.allSatisfy { !gone.contains($0.name) })
    }

    @Test func `series of those who left go away`() throws {
        let exporter = PrometheusExporter()
        var session = try FoldedRooms.session(participants: 3, count: 60)
        let name = "roomvitals_participant_mean_opinion_score"
        #expect(try exporter.read([RoomView(session, name: "r")]).labelValues("identity", of: name).count == 3)
        session.apply(.update([.init(identity: "participant-2", state: .disconnected)]), at: session.end ?? 0)
        let left = try exporter.read([RoomView(session, name: "r")]).labelValues("identity", of: name)
        #expect(left.sorted() == ["participant-1", "participant-3"])
    }

    @Test func `the worst by level and the worst by loss are given out, each once`() throws {
        var view = RoomView(name: "r", identities: (0..<100).map { "p\($0)" })
        for place in 0..<100 { view.participants[place].latest.lossPercentage = place % 10 == 9 ? Double(place) : 1 }
        view.participants[3].isPresent = false
        let worst = ParticipantMetrics.worst(4, of: view).map(\.identity)
        #expect(worst == ["p0", "p1", "p2", "p4", "p69", "p79", "p89", "p99"])
        #expect(ParticipantMetrics.worst(0, of: view).isEmpty)
        #expect(ParticipantMetrics.worst(1000, of: view).count == 99)
    }

    @Test func `sums of a histogram are of its readings`() throws {
        let session = try FoldedRooms.session(participants: 4, count: 400)
        let view = RoomView(session, name: "r")
        let read = try PrometheusExporter().read([view])
        for (name, spread, scale) in [
            ("roomvitals_round_trip_time_seconds", view.block.roundTripTime, 0.001),
            ("roomvitals_jitter_seconds", view.block.jitter, 0.001),
        ] {
            let count = try #require(read.value(name + "_count", #"{room="r"}"#))
            let sum = try #require(read.value(name + "_sum", #"{room="r"}"#))
            #expect(count == Double(spread.count))
            #expect(abs(sum / count - (spread.mean ?? 0) * scale) < 1e-9)
        }
    }

    @Test func `the program's own numbers come under their usual names`() throws {
        var program = PrometheusExporter.someProgram
        program.process = ProcessFigures(
            residentMemory: 1e7, virtualMemory: 2e9, cpuSeconds: 1.25, startTime: 1_795_452_000.5, threads: 5,
            openDescriptors: 12, descriptorLimit: nil)
        program.statistics = ["200", "404"].map {
            ProgramStatistic(
                "roomvitals_http_responses", .counter, help: "Answers.", labels: [MetricLabel("status", $0)], value: 7)
        }
        let read = try PrometheusExporter().read([], program: program)
        #expect(read.value("roomvitals_build_info", #"{version="1.2.3",swift="6.3.1"}"#) == 1)
        #expect(read.value("process_cpu_seconds_total") == 1.25)
        #expect(read.value("process_start_time_seconds") == 1_795_452_000.5)
        #expect(read.value("process_max_fds") == nil)
        #expect(read.value("roomvitals_http_responses_total", #"{status="404"}"#) == 7)
        #expect(read.types["roomvitals_http_responses_total"] == "counter")
    }
}
