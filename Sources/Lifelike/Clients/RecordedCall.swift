/// The reports of one participant of a recorded call, cut where times and SSRCs stand, so that it can be played again.
struct RecordedCall {
    /// A line's report, from `"pc"` to the end of its entries.
    struct Report {
        /// ms since the first report.
        let time: Int64
        /// A JSON string, quotes included.
        let connection: [UInt8]
        let pieces: [Piece]
    }

    enum Piece {
        case text(ArraySlice<UInt8>)
        /// µs since 1970, or since 1900 where WebRTC counts from there.
        case time(Int64)
        case ssrc(UInt32)
    }

    let reports: [Report]
    /// When the first report was made, ms since 1970.
    let start: Int64
    /// From the first report to where the call may begin again, ms.
    let duration: Int64

    /// Reads lines `{"t":…,"participant":…,"pc":…,"reports":[…]}` with their keys in this order.
    ///
    /// - Returns: `nil` where a line has another form, or there is none.
    init?(ndjson: [UInt8]) {
        let lines = ndjson.split(separator: UInt8(ascii: "\n"))
        let known = Set(lines.flatMap(Self.ssrcs))
        var reports: [Report] = []
        var start: Int64?
        var last: Int64 = 0
        for line in lines {
            guard let time = Self.number(after: #"{"t":"#, in: line).map({ Int64($0.value / 1000) }),
                let connection = Self.range(of: #","pc":"#, in: line),
                let entries = Self.range(of: #","reports":"#, in: line), connection.upperBound <= entries.lowerBound,
                line.last == UInt8(ascii: "}")
            else { return nil }
            let begin = start ?? time
            start = begin
            last = time - begin
            reports.append(
                Report(
                    time: last, connection: Array(line[connection.upperBound..<entries.lowerBound]),
                    pieces: Self.pieces(of: line[entries.upperBound...].dropLast(), known: known)))
        }
        guard let start else { return nil }
        self.reports = reports
        self.start = start
        duration = last + 1000
    }

    /// Cuts at every time and at every number that is an SSRC, within strings as well: ids contain them.
    private static func pieces(of text: ArraySlice<UInt8>, known: Set<UInt32>) -> [Piece] {
        var pieces: [Piece] = []
        var begun = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            guard isDigit(text[index]) else {
                index += 1
                continue
            }
            guard let number = number(at: index, in: text) else { break }
            let piece: Piece? =
                if text[..<index].suffix(timeKeyEnd.count).elementsEqual(timeKeyEnd) {
                    .time(Int64(number.value))
                } else if number.isWhole, let ssrc = UInt32(exactly: number.value / 1000), known.contains(ssrc) {
                    .ssrc(ssrc)
                } else {
                    nil
                }
            if let piece {
                pieces += [.text(text[begun..<index]), piece]
                begun = number.end
            }
            index = number.end
        }
        return pieces + [.text(text[begun...])]
    }

    /// `timestamp`, `remoteTimestamp`, `lastPacketReceivedTimestamp`, …
    private static let timeKeyEnd = Array(#"imestamp":"#.utf8)

    private static func ssrcs(in line: ArraySlice<UInt8>) -> [UInt32] {
        var found: [UInt32] = []
        for key in [#""ssrc":"#, #""rtxSsrc":"#] {
            var rest = line
            while let range = range(of: key, in: rest) {
                rest = rest[range.upperBound...]
                if let number = number(at: range.upperBound, in: rest), let ssrc = UInt32(exactly: number.value / 1000)
                {
                    found.append(ssrc)
                }
            }
        }
        return found
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func number(
        after key: String, in line: ArraySlice<UInt8>
    ) -> (value: UInt64, isWhole: Bool, end: Int)? {
        range(of: key, in: line).flatMap { number(at: $0.upperBound, in: line) }
    }

    /// The number at `index` in thousandths, further decimals dropped.
    private static func number(
        at index: Int, in text: ArraySlice<UInt8>
    ) -> (value: UInt64, isWhole: Bool, end: Int)? {
        var end = index
        var value: UInt64 = 0
        func take(atMost count: Int) -> Int {
            var taken = 0
            while end < text.endIndex, isDigit(text[end]) {
                if taken < count { value = value &* 10 &+ UInt64(text[end] - UInt8(ascii: "0")) }
                taken += 1
                end += 1
            }
            return taken
        }
        guard take(atMost: 19) > 0 else { return nil }
        var decimals = 0
        let isWhole = end == text.endIndex || text[end] != UInt8(ascii: ".")
        if !isWhole {
            end += 1
            decimals = min(3, take(atMost: 3))
        }
        for _ in decimals..<3 { value = value &* 10 }
        return (value, isWhole, end)
    }

    private static func range(of key: String, in text: ArraySlice<UInt8>) -> Range<Int>? {
        let key = Array(key.utf8)
        var index = text.startIndex
        while index + key.count <= text.endIndex {
            if text[index] == key[0], text[index..<index + key.count].elementsEqual(key) {
                return index..<index + key.count
            }
            index += 1
        }
        return nil
    }
}
