import Glibc
import HTTPClient

/// What is collected of one answer, and how the try gets on.
final class Exchange: TransferListener {
    private(set) var body: [UInt8] = []
    private(set) var isTooLong = false
    private(set) var wasCancelled = false
    /// Why the try was ended from here.
    private(set) var verdict = TryPace.Verdict.goesOn
    /// The status of the final answer, once its head is there; `nil` before.
    private(set) var status: Int?
    /// Bytes of the record of which the endpoint's system has said that it has them.
    var arrived: Int { pace.arrived }
    /// Of the head that is being read, an interim answer's too.
    private var headStatus = 0
    private var retryAfterText: String?
    private var received = 0
    private var pace: TryPace
    /// The newest connection's.
    private var descriptor: Int32 = -1
    /// Bytes of the record that libcurl had given away when it last asked.
    private var sent = 0
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
        self.sent = sent
        look()
        wasCancelled = wasCancelled || isCancelled()
        return wasCancelled || verdict != .goesOn
    }

    private func look() {
        let waiting = HTTPTransfer.unacknowledged(by: descriptor)
        verdict = pace.verdict(arrived: max(0, sent - waiting), at: Self.now)
    }

    /// Whether the final answer says what became of the record, whatever becomes of the rest of it: one that is no success
    /// does as soon as its head is there; a success does for a record that has arrived.
    var isConclusive: Bool {
        guard let status else { return false }
        return SaveAnswer.isSuccess(status) ? pace.hasArrived : true
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        pace.hear(at: Self.now)
        received += bytes.count
        body.append(contentsOf: bytes.prefix(SaveRequest.keptAnswer - body.count))
        isTooLong = received > SaveRequest.longestAnswer
        return !isTooLong
    }

    func receive(header: UnsafeRawBufferPointer) -> Bool {
        let line = String(decoding: header.prefix(1000), as: UTF8.self)
        // An interim answer's headers are not the final one's.
        if line.hasPrefix("HTTP/") {
            retryAfterText = nil
            headStatus = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        }
        pace.hear(at: Self.now)
        if line.allSatisfy(\.isNewline), headStatus >= 200, status == nil {
            status = headStatus
            pace.answer(isSuccess: SaveAnswer.isSuccess(headStatus))
            // A connection that breaks with the answer is not asked again.
            look()
        }
        if let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "retry-after" {
            retryAfterText = String(line[line.index(after: colon)...].filter { !$0.isNewline }.drop { $0 == " " })
        }
        return status.map(SaveAnswer.isSuccess) ?? true
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
