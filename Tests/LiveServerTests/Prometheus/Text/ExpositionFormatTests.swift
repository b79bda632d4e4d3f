import HTTPPort
import Testing

@testable import LiveServer

@Suite struct ExpositionFormatTests {
    static let prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    static let prometheus2WithProtobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
        + "application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    static let prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
        + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
        + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
    static let browser =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

    @Test(arguments: [prometheus2, prometheus2WithProtobuf, prometheus3])
    func `Prometheus, as it asks by itself, gets OpenMetrics`(accept: String) {
        #expect(ExpositionFormat.negotiate(accept: accept) == .openMetrics)
    }

    @Test(arguments: [
        nil, "", "*/*", browser, "text/*", "text/plain", "application/json", "image/png;q=1", ";;;,,,/", "text",
        "application/openmetrics-text;version=0.0.1", "application/openmetrics-text;version=2.0.0,text/plain;q=0.1",
        "application/openmetrics-text;q=0", "application/openmetrics-text;q=0,*/*;q=0.1",
        "application/openmetrics-text;q=0.4,text/plain;q=0.5", "text/plain,application/openmetrics-text",
        "application/openmetrics-text;q=nan", "application/openmetrics-text;q=2",
        #"text/plain;note="application/openmetrics-text,application/openmetrics-text""#,
    ])
    func `whoever does not like OpenMetrics better gets the text format`(accept: String?) {
        #expect(ExpositionFormat.negotiate(accept: accept) == .text)
    }

    @Test(arguments: [
        "application/openmetrics-text", "Application/OpenMetrics-Text; Version=1.0.0",
        #"application/openmetrics-text;version="1.0.0""#, "application/openmetrics-text,text/plain",
        " application/openmetrics-text ; q=0.9 ,\ttext/plain ; q=0.8", "application/openmetrics-text, */*",
        "application/*", "text/plain;q=0, */*", "text/plain;version=1.0.0,application/openmetrics-text;q=0.1",
        "application/openmetrics-text;version=0.0.1;q=1,application/openmetrics-text;version=1.0.0;q=0.3",
    ])
    func `whoever likes OpenMetrics better, or alike and first, gets it`(accept: String) {
        #expect(ExpositionFormat.negotiate(accept: accept) == .openMetrics)
    }

    @Test func `a header of a hundred thousand ranges is read up to the bound`() {
        let flood = String(repeating: "a/b,", count: 100_000)
        #expect(ExpositionFormat.negotiate(accept: flood + "application/openmetrics-text") == .text)
        #expect(MediaRange.list(flood).count == MediaRange.limit)
    }

    @Test func `each format says what it is`() {
        #expect(
            ExpositionFormat.allCases.map(\.contentType) == [
                "text/plain; version=0.0.4; charset=utf-8",
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
            ])
    }
}
