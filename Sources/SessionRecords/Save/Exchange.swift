import Glibc
import HTTPClient

/// What is collected of one answer, and how the try gets on.
final class Exchange: TransferListener {
    private(set) var body: [UInt8] = []
    private(set) var isTooLong = false
    private(set) var wasCancelled = false
    /// Why the try was ended from here.
    private(set) var verdict = TryPace.Verdict.goesOn
    /// The final answer's head is there: it says what became of the record, whatever becomes of the rest.
    private(set) var hasHead = false
    /// Bytes of the record of which the endpoint's system has said that it has them.
    var arrived: Int { pace.arrived }
    private var status = 0
    private var retryAfterText: String?
    private var received = 0
    private var pace: TryPace
    /// The newest connection's.
    private var descriptor: Int32 = -1
    private let isCancelled: () -> Bool

    /// - Parameter total: bytes of the record.
    init(_ policy: SavePolicy, total: Int, isCancelled: @escaping () -> Bool) {
        pace = TryPace(policy, total: total, now: Self.now)
        self.isCancelled = isCancelled
    }

    func connect(by descriptor: Int32) { self.descriptor = descriptor }

    /// - Parameter sent: bytes of the record that libcurl has given away. Some of them may wait in this machine's own
    ///   buffers: megabytes, which take a slow line as long as all the rest.
    func shouldStop(sent: Int) -> Bool {
        let waiting = HTTPTransfer.unacknowledged(by: descriptor)
        verdict = pace.verdict(arrived: max(0, sent - waiting), at: Self.now)
        wasCancelled = wasCancelled || isCancelled()
        return wasCancelled || verdict != .goesOn
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        pace.hear(isHead: false, at: Self.now)
        received += bytes.count
        body.append(contentsOf: bytes.prefix(SaveRequest.keptAnswer - body.count))
        isTooLong = received > SaveRequest.longestAnswer
        return !isTooLong
    }

    func receive(header: UnsafeRawBufferPointer) {
        let line = String(decoding: header.prefix(1000), as: UTF8.self)
        // An interim answer's headers are not the final one's.
        if line.hasPrefix("HTTP/") {
            retryAfterText = nil
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        }
        if line.allSatisfy(\.isNewline), status >= 200 { hasHead = true }
        pace.hear(isHead: hasHead, at: Self.now)
        guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "retry-after" else { return }
        retryAfterText = String(line[line.index(after: colon)...].filter { !$0.isNewline }.drop { $0 == " " })
    }

    /// Seconds from `Retry-After`, which has either seconds or a date (RFC 9110 section 10.2.3).
    ///
    /// - Parameter now: seconds since 1970.
    func retryAfter(now: Double) -> Double? {
        guard let retryAfterText else { return nil }
        if let seconds = Double(retryAfterText), seconds >= 0, seconds.isFinite { return seconds }
        return HTTPTransfer.date(retryAfterText).map { max(0, $0 - now) }
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
