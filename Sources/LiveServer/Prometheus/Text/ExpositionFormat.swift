import HTTPPort

/// The formats in which metrics are given out.
package enum ExpositionFormat: Sendable, CaseIterable {
    /// Prometheus' text format 0.0.4: what anybody gets who does not ask for another.
    case text
    /// OpenMetrics 1.0.
    case openMetrics

    /// The `Content-Type` of an answer.
    package var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// What a client with this `Accept` header likes best.
    ///
    /// A client that accepts neither gets the text format all the same, for a scrape that fails tells its operator less
    /// than one that can be read. A wildcard asks for the text format; of two formats named alike the first one wins.
    ///
    /// - Parameter accept: the header's value; `nil` where there is none.
    package static func negotiate(accept: String?) -> ExpositionFormat {
        let ranges = MediaRange.list(accept ?? "")
        let text = ranges.best { $0.fit(type: "text", subtype: "plain", versions: ["0.0.4"]) }
        let open = ranges.best { $0.fit(type: "application", subtype: "openmetrics-text", versions: ["1.0.0"]) }
        guard let open, open.quality > 0 else { return .text }
        guard let text, text.quality > 0 else { return .openMetrics }
        if open.quality != text.quality { return open.quality > text.quality ? .openMetrics : .text }
        return open.isNamed && (!text.isNamed || open.place < text.place) ? .openMetrics : .text
    }
}

extension [MediaRange] {
    /// The range that fits best, the first of several.
    fileprivate func best(
        fit: (MediaRange) -> MediaRange.Fit
    ) -> (quality: Double, isNamed: Bool, place: Int)? {
        var best: (quality: Double, fit: MediaRange.Fit, place: Int)?
        for (place, range) in enumerated() {
            let fit = fit(range)
            if fit > best?.fit ?? .none { best = (range.quality, fit, place) }
        }
        return best.map { ($0.quality, $0.fit >= .subtype, $0.place) }
    }
}
