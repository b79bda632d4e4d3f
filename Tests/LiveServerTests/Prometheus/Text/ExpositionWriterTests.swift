import Testing

@testable import LiveServer

@Suite struct ExpositionWriterTests {
    static let families = [
        MetricFamily(
            "calls", .counter, help: "Calls \\ of \"both\" kinds,\nso far.",
            samples: [
                MetricSample(3, labels: [MetricLabel("room", "a\"b\\c\nd"), MetricLabel("direction", "sent")]),
                MetricSample(0.25, labels: [MetricLabel("room", "ü{}=, ")]),
            ]),
        MetricFamily("pause_seconds", .gauge, unit: "seconds", help: "Pause.", samples: [MetricSample(1e-7)]),
        MetricFamily("nobody", .gauge, help: "Without a sample.", samples: []),
        MetricFamily(
            "delay_seconds", .histogram, unit: "seconds", help: "Delay.",
            samples: [
                MetricSample(1, labels: [MetricLabel("le", "0.5")], suffix: "_bucket"),
                MetricSample(2, labels: [MetricLabel("le", "+Inf")], suffix: "_bucket"),
                MetricSample(7.5, suffix: "_sum"), MetricSample(2, suffix: "_count"),
            ]),
        MetricFamily("x_build", .info, help: "Build.", samples: [MetricSample(1, labels: [MetricLabel("v", "1")])]),
    ]

    private func written(_ format: ExpositionFormat) -> String {
        var writer = ExpositionWriter(format: format)
        for family in Self.families { writer.add(family) }
        return String(decoding: writer.finished(), as: UTF8.self)
    }

    @Test func `text format 0.0.4, literally`() {
        #expect(
            written(.text) == #"""
                # HELP calls_total Calls \\ of "both" kinds,\nso far.
                # TYPE calls_total counter
                calls_total{room="a\"b\\c\nd",direction="sent"} 3
                calls_total{room="ü{}=, "} 0.25
                # HELP pause_seconds Pause.
                # TYPE pause_seconds gauge
                pause_seconds 1e-07
                # HELP delay_seconds Delay.
                # TYPE delay_seconds histogram
                delay_seconds_bucket{le="0.5"} 1
                delay_seconds_bucket{le="+Inf"} 2
                delay_seconds_sum 7.5
                delay_seconds_count 2
                # HELP x_build_info Build.
                # TYPE x_build_info gauge
                x_build_info{v="1"} 1

                """#)
    }

    @Test func `OpenMetrics 1.0, literally`() {
        #expect(
            written(.openMetrics) == #"""
                # HELP calls Calls \\ of \"both\" kinds,\nso far.
                # TYPE calls counter
                calls_total{room="a\"b\\c\nd",direction="sent"} 3
                calls_total{room="ü{}=, "} 0.25
                # HELP pause_seconds Pause.
                # TYPE pause_seconds gauge
                # UNIT pause_seconds seconds
                pause_seconds 1e-07
                # HELP delay_seconds Delay.
                # TYPE delay_seconds histogram
                # UNIT delay_seconds seconds
                delay_seconds_bucket{le="0.5"} 1
                delay_seconds_bucket{le="+Inf"} 2
                delay_seconds_sum 7.5
                delay_seconds_count 2
                # HELP x_build Build.
                # TYPE x_build info
                x_build_info{v="1"} 1
                # EOF

                """#)
    }

    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (1, "1"), (1_795_452_000.25, "1795452000.25"),
        (9_007_199_254_740_991, "9007199254740991"),
        (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (0.1, "0.1"),
    ])
    func `numbers are written as Go reads them`(value: Double, text: String) {
        #expect(ExpositionWriter.number(value) == text)
    }
}
