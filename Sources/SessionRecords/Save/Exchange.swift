import CLibcurl

/// What libcurl's callbacks collect of one answer. They run within `curl_easy_perform`, on its thread.
final class Exchange {
    private(set) var body: [UInt8] = []
    private(set) var isTooLong = false
    private(set) var wasCancelled = false
    private var retryAfterText: String?
    private var received = 0
    private let isCancelled: () -> Bool

    init(isCancelled: @escaping () -> Bool) {
        self.isCancelled = isCancelled
    }

    var shouldStop: Bool {
        wasCancelled = wasCancelled || isCancelled()
        return wasCancelled
    }

    /// `false` where no more is wanted.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        received += bytes.count
        body.append(contentsOf: bytes.prefix(SaveRequest.keptAnswer - body.count))
        isTooLong = received > SaveRequest.longestAnswer
        return !isTooLong
    }

    func receive(header: UnsafeRawBufferPointer) {
        let line = String(decoding: header.prefix(1000), as: UTF8.self)
        // An interim answer's headers are not the final one's.
        if line.hasPrefix("HTTP/") { retryAfterText = nil }
        guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "retry-after" else { return }
        retryAfterText = String(line[line.index(after: colon)...].filter { !$0.isNewline }.drop { $0 == " " })
    }

    /// Seconds from `Retry-After`, which has either seconds or a date (RFC 9110 section 10.2.3).
    ///
    /// - Parameter now: seconds since 1970.
    func retryAfter(now: Double) -> Double? {
        guard let retryAfterText else { return nil }
        if let seconds = Double(retryAfterText), seconds >= 0, seconds.isFinite { return seconds }
        let date = retryAfterText.withCString { curl_getdate($0, nil) }
        return date >= 0 ? max(0, Double(date) - now) : nil
    }
}
