import HTTPClient

/// One try to send a record, by libcurl, on the thread that calls.
struct SaveRequest {
    /// Bytes of the endpoint's answer that are kept.
    static let keptAnswer = 4 << 10
    /// Bytes of an answer that are read at all.
    static let longestAnswer = 1 << 20

    let endpoint: SaveEndpoint
    let policy: SavePolicy
    let userAgent: String

    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - limit: seconds that are left for it; `nil` for as long as its bytes flow.
    ///   - isCancelled: asked now and then.
    func send(
        _ record: SpooledRecord, now: Double, limit: Double?, isCancelled: @escaping () -> Bool
    ) -> SaveAnswer {
        let transfer = HTTPTransfer(
            to: endpoint.url, headers: headers(for: record, now: now), userAgent: userAgent,
            connectTimeout: policy.connectTimeout, timeout: limit, caFile: endpoint.caFile)
        guard let transfer else { return .unreachable("libcurl has no memory") }
        let exchange = Exchange(policy, total: record.body.count, isCancelled: isCancelled)
        let outcome = transfer.post(record.body, to: exchange)
        let isWhole = outcome.isComplete && outcome.sent >= record.body.count
        guard let status = exchange.status, isWhole || exchange.isConclusive else {
            return .unreachable(reason(outcome, exchange, of: record.body.count))
        }
        return .status(
            status, retryAfter: exchange.retryAfter(now: now),
            body: String(decoding: exchange.body, as: UTF8.self))
    }

    private func headers(for record: SpooledRecord, now: Double) -> [String] {
        var headers = [
            "Content-Type: application/json", "Accept: application/json", "Idempotency-Key: \(record.sessionID.text)",
            // Else libcurl would ask for leave to send a large body, and wait a second where nobody answers.
            "Expect:",
        ]
        if let token = endpoint.token() { headers.append("Authorization: Bearer \(token)") }
        if let signature = endpoint.signature {
            headers += signature.headers(id: record.sessionID.text, body: record.body, now: Int(now))
        }
        return headers
    }

    private func reason(_ outcome: HTTPTransfer.Outcome, _ exchange: Exchange, of total: Int) -> String {
        let arrived = "\(exchange.arrived) of \(total) bytes have arrived"
        if exchange.wasCancelled { return "the program was told to stop" }
        switch exchange.verdict {
        case .stalled:
            return "the record does not get through: \(arrived), and fewer than \(Int(policy.slowestFlow)) a second "
                + "over \(Int(policy.flowWindow)) s"
        case .unanswered: return "no answer within \(Int(policy.answerTimeout)) s of the record's last byte"
        case .goesOn, .answered: break
        }
        if let status = exchange.status, !outcome.isTimedOut {
            // Whoever has not read all of it cannot have kept all of it.
            return "HTTP \(status) came too early, and the connection has ended: \(arrived)"
        }
        if outcome.isTimedOut, exchange.arrived > 0 {
            guard exchange.arrived < total else { return "time is up: all bytes have arrived, and no answer came" }
            return "time is up: \(arrived); they flow, but the end of a session is not held up for longer"
        }
        return outcome.reason
    }
}
