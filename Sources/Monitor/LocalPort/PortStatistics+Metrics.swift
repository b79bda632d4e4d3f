import HTTPPort
import LiveServer

extension PortStatistics {
    /// As families of `/metrics`.
    var metrics: [ProgramStatistic] {
        var metrics = [
            ProgramStatistic(
                "roomvitals_connections", .gauge, help: "Open TCP connections.",
                labels: [MetricLabel("kind", "http")], value: Double(connections - upgraded)),
            ProgramStatistic(
                "roomvitals_connections", .gauge, help: "Open TCP connections.",
                labels: [MetricLabel("kind", "websocket")], value: Double(upgraded)),
            ProgramStatistic(
                "roomvitals_connections_accepted", .counter, help: "TCP connections taken.",
                value: Double(connectionsAccepted)),
            ProgramStatistic(
                "roomvitals_http_requests", .counter, help: "HTTP requests whose head was read.",
                value: Double(requests)),
            ProgramStatistic(
                "roomvitals_http_requests_in_flight", .gauge, help: "HTTP requests that are being answered.",
                value: Double(requestsInFlight)),
        ]
        for digit in 1...5 {
            metrics.append(
                ProgramStatistic(
                    "roomvitals_http_answers", .counter, help: "HTTP answers by the class of their status.",
                    labels: [MetricLabel("status", "\(digit)xx")], value: Double(answers[digit] ?? 0)))
        }
        for (reason, count) in refused.sorted(by: { $0.key < $1.key }) {
            metrics.append(
                ProgramStatistic(
                    "roomvitals_http_refused", .counter,
                    help: "Requests and connections refused or ended by a bound, by reason.",
                    labels: [MetricLabel("reason", reason)], value: Double(count)))
        }
        return metrics
    }
}
