import Foundation
import TestSupport
import Testing

/// A real Prometheus scrapes a real demo.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PrometheusTests {
    private static let token = "correct-horse-battery"

    /// Some of what the JSON says at one moment.
    private struct Account {
        var lost: Double
        var receivedLost: Double
        var readings: Double
        var messages: Double
        var roundTrips: Double
        var roundTripSum: Double
        /// Seconds.
        var medianRoundTrip: Double
        var highRoundTrip: Double

        init(port: Int) throws {
            func object(_ target: String) throws -> [String: Any] {
                let body = try RawClient(port: port).request("GET", target).body
                return try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
            }
            let room = try object("/v1/rooms/demo")
            let block = try object("/v1/rooms/demo/quality_metrics")
            func number(_ object: [String: Any], _ path: String...) throws -> Double {
                var value: Any? = object
                for name in path { value = (value as? [String: Any])?[name] }
                return try #require((value as? NSNumber)?.doubleValue, "\(path)")
            }
            messages = try number(room, "bot", "messages_received")
            lost = try number(block, "packets_lost")
            receivedLost = try number(block, "downlink", "packets_lost")
            readings = try number(block, "total_readings")
            roundTrips = try number(block, "round_trip_time_ms", "count")
            roundTripSum = try number(block, "round_trip_time_ms", "mean") / 1_000 * roundTrips
            medianRoundTrip = try number(block, "round_trip_time_ms", "p50") / 1_000
            highRoundTrip = try number(block, "round_trip_time_ms", "p95") / 1_000
        }
    }

    private static let totals: [(name: String, query: String, value: @Sendable (Account) -> Double)] = [
        ("packets lost on the way up", #"roomvitals_packets_lost_total{room="demo",direction="sent"}"#, { $0.lost }),
        ("on the way down", #"roomvitals_packets_lost_total{room="demo",direction="received"}"#, { $0.receivedLost }),
        ("readings", #"roomvitals_readings_total{room="demo",direction="sent",media="video"}"#, { $0.readings }),
        ("messages", #"roomvitals_bot_messages_received_total{room="demo"}"#, { $0.messages }),
        ("round trips", #"roomvitals_round_trip_time_seconds_count{room="demo"}"#, { $0.roundTrips }),
        // The JSON rounds the mean.
        ("their sum", #"roomvitals_round_trip_time_seconds_sum{room="demo"}"#, { $0.roundTripSum }),
    ]

    private func scrape(_ port: Int) -> String {
        """
          - job_name: open
            sample_limit: 6000
            static_configs: [{targets: ["127.0.0.1:\(port)"]}]
        """
    }

    @Test("its numbers are those of the JSON, and the alerts are evaluated on them")
    func numbers() async throws {
        let demo = try Program([
            "demo", "--quiet", "--seconds", "10000", "--speed", "5", "--listen", "127.0.0.1:0",
        ])
        let port = try await demo.port()
        let prometheus = try await Prometheus(jobs: scrape(port))
        try await eventually("the demo is up and its room has numbers") {
            try prometheus.query("up").map(\.value) == [1]
                && (prometheus.query(#"roomvitals_round_trip_time_seconds_count{room="demo"}"#).first?.value ?? 0) > 100
        }
        // Two looks at the JSON, and a scrape in between: totals only rise.
        let before = try Account(port: port)
        let asked = Date().timeIntervalSince1970
        let scraped = #"timestamp(roomvitals_round_trip_time_seconds_count{room="demo"})"#
        // The view of the next second at the latest.
        try await eventually("another scrape") { try prometheus.number(scraped) > asked + 1 }
        let values = try Self.totals.map { try prometheus.number($0.query) }
        let quantiles = try [0.5, 0.95].map { quantile in
            try prometheus.number(
                #"histogram_quantile(\#(quantile), roomvitals_round_trip_time_seconds_bucket{room="demo"})"#)
        }
        let edges = try prometheus.query(#"roomvitals_round_trip_time_seconds_bucket{room="demo"}"#)
            .compactMap { $0.labels["le"].flatMap(Double.init) }.filter(\.isFinite).sorted()
        let ratio = try prometheus.number(
            #"roomvitals_packets_lost_total{direction="sent"} / ignoring() roomvitals_packets_expected_total{direction="sent"}"#
        )
        let after = try Account(port: port)
        for (total, value) in zip(Self.totals, values) {
            let (low, high) = (total.value(before), total.value(after))
            #expect(value >= low * 0.999 && value <= high * 1.001, "\(total.name): \(value) not in \(low)...\(high)")
            #expect(low > 0, "\(total.name) is nothing to compare")
        }
        #expect(values[0] / ratio > values[0] && ratio > 0 && ratio < 0.1)
        // Within its bucket, whose edges are sharp within 1 %.
        let looks = [(before.medianRoundTrip, after.medianRoundTrip), (before.highRoundTrip, after.highRoundTrip)]
        for (quantile, look) in zip(quantiles, looks) {
            let low = (edges.last { $0 < quantile } ?? 0) * 0.98
            let high = try #require(edges.first { $0 >= quantile }) * 1.02
            #expect(
                [look.0, look.1].contains { (low...high).contains($0) }, "\(look) for \(quantile), \(low)...\(high)")
        }
        try await expectRules(prometheus)
        try expectOpenMetrics(prometheus)
        #expect(try prometheus.number("sum(roomvitals_series_dropped_total)") == 0)
        #expect(try prometheus.number("scrape_samples_scraped") > 200)
        #expect(try prometheus.number("scrape_duration_seconds") < 1)
        #expect(try RawClient(port: port).request("GET", "/readyz").status == 200)
    }

    /// Every alert is evaluated, and none has an error.
    private func expectRules(_ prometheus: Prometheus) async throws {
        var health: [String] = []
        try await eventually("all rules are evaluated") {
            let data = try prometheus.api("rules") as? [String: Any]
            let groups = data?["groups"] as? [[String: Any]] ?? []
            health = groups.flatMap { $0["rules"] as? [[String: Any]] ?? [] }.compactMap { $0["health"] as? String }
            return !health.isEmpty && !health.contains("unknown")
        }
        #expect(Set(health) == ["ok"])
    }

    /// Units are told in OpenMetrics only: that is what it was given.
    private func expectOpenMetrics(_ prometheus: Prometheus) throws {
        let metadata = try prometheus.api("targets/metadata?metric=roomvitals_round_trip_time_seconds")
        let first = try #require((metadata as? [[String: Any]])?.first)
        #expect(first["unit"] as? String == "seconds")
        #expect(first["type"] as? String == "histogram")
    }

    @Test("each of both formats is there for who asks for it")
    func formats() async throws {
        let demo = try Program(["demo", "--quiet", "--seconds", "600", "--listen", "127.0.0.1:0"])
        let port = try await demo.port()
        for (accept, type, isOpenMetrics) in [
            ("text/plain;version=0.0.4", "text/plain; version=0.0.4; charset=utf-8", false),
            (
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                    + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                "application/openmetrics-text; version=1.0.0; charset=utf-8", true
            ),
        ] {
            let answer = try RawClient(port: port).request("GET", "/metrics", headers: ["Accept: \(accept)"])
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == type)
            #expect(answer.body.hasSuffix("# EOF\n") == isOpenMetrics)
        }
    }

    @Test("with the token it is let in, and without it is told to stay out")
    func bearerToken() async throws {
        let demo = try Program(
            ["demo", "--quiet", "--seconds", "600", "--listen", "127.0.0.1:0"],
            environment: ["ROOMVITALS_API_TOKEN": Self.token])
        let port = try await demo.port()
        let prometheus = try await Prometheus(
            jobs: """
                \(scrape(port))
                  - job_name: with
                    authorization: {type: Bearer, credentials_file: token}
                    static_configs: [{targets: ["127.0.0.1:\(port)"]}]
                """, files: ["token": Self.token])
        try await eventually("both were tried") {
            try prometheus.query("up").count == 2 && prometheus.query(#"up{job="with"}"#).map(\.value) == [1]
        }
        #expect(try prometheus.number(#"up{job="open"}"#) == 0)
        let data = try prometheus.api("targets") as? [String: Any]
        let targets = data?["activeTargets"] as? [[String: Any]] ?? []
        #expect(targets.contains { ($0["lastError"] as? String)?.contains("401") == true })
        try await eventually("the refusals are counted") {
            (try prometheus.query(#"roomvitals_http_refused_total{reason="no_api_token"}"#).first?.value ?? 0) > 0
        }
        #expect(!demo.output.contains(Self.token))
    }
}
