import CScan
import Vitals

extension FastDecoder {
    /// Passes over an entry that is as others before it, from behind its brace on.
    ///
    /// - Parameter entry: initialised if it is, and of a type that has a use.
    /// - Returns: its type; `nil` where it is as none, then the cursor stays.
    @inline(__always)
    mutating func passKnown(
        _ cursor: inout JSONCursor, into entry: UnsafeMutablePointer<StatsEntry>
    ) throws(NotPlain) -> EntryKind? {
        guard cursor.place <= cursor.lastValueWindow else { return nil }
        let expected = patterns.expected
        var number = expected.0
        var found = number == PatternTable.none ? nil : end(patterns[number], cursor)
        if found == nil { found = endOfOther(than: expected, cursor, &number) }
        guard let found else { return nil }
        patterns.match(number)
        containers += patterns[number].pointee.containers
        guard containers <= limits.containers else { throw NotPlain() }
        cursor = JSONCursor(cursor, at: found)
        // A text in a gap ends before a stretch that ended at `lastValueWindow` at the latest; a pattern's own has room behind it.
        let kind = patterns[number].pointee.kind
        try readEntry(kind, into: entry, texts: patterns.expectedTexts)
        return kind
    }

    /// Where the entry ends by another pattern than the likeliest.
    ///
    /// - Parameter number: that pattern's, if there is one.
    @inline(never)
    private mutating func endOfOther(
        than expected: (Int, Int, Int), _ cursor: JSONCursor, _ number: inout Int
    ) -> UnsafePointer<UInt8>? {
        let (first, second, third) = expected
        number = second
        if second != first, second != PatternTable.none, let found = end(patterns[second], cursor) { return found }
        number = third
        if third != first, third != second, third != PatternTable.none, let found = end(patterns[third], cursor) {
            return found
        }
        number = 0
        while number < patterns.count {
            number += 1
            if number == first || number == second || number == third { continue }
            guard patterns.mayTry() else { return nil }
            if let found = end(patterns[number], cursor) { return found }
        }
        return nil
    }

    /// Where the entry at the cursor ends if it is of this pattern; then its members have been read, as far as they are
    /// asked for.
    private mutating func end(
        _ pattern: UnsafePointer<EntryPattern>, _ cursor: JSONCursor
    ) -> UnsafePointer<UInt8>? {
        var place = cursor.place
        let last = cursor.lastValueWindow
        if pattern.pointee.kind != .other { members.take(pattern.pointee.usual) }
        var step = UnsafePointer(pattern.pointee.steps)
        while true {
            let value = place + Int(step.pointee.count)
            guard value <= last, pattern.pointee.isStretch(of: step, at: place) else { return nil }
            var end: UnsafePointer<UInt8>?
            switch step.pointee.gap {
            case .end: return value
            case .number:
                if let found = PlainValue.number(at: value) {
                    members.set(step.pointee.field, found.number)
                    end = value + found.length
                }
            case .time:
                if !time.isSame(value) {
                    guard let found = PlainValue.number(at: value) else { break }
                    time = KnownTime(at: value, found.length, found.number)
                }
                members.set(.timestamp, time.number)
                end = value + time.length
            case .text:
                if value.pointee == UInt8(ascii: "\""), let quote = PlainValue.textEnd(value, last: last) {
                    members.set(step.pointee.field, JSONCursor.Text(start: value + 1, count: quote - value &- 1))
                    end = quote + 1
                }
            case .skipped: end = PlainValue.end(value, last: last)
            case .flag: break
            }
            guard let end = end ?? carefulEnd(value, step, cursor) else { return nil }
            place = end
            step += 1
        }
    }

    /// Where a value ends that is not as nearly all are; `nil` where it is none, or a list or an object.
    @inline(never)
    private mutating func carefulEnd(
        _ value: UnsafePointer<UInt8>, _ step: UnsafePointer<EntryPattern.Step>, _ cursor: JSONCursor
    ) -> UnsafePointer<UInt8>? {
        var cursor = JSONCursor(cursor, at: value)
        do throws(NotPlain) {
            try scalar(&cursor, step.pointee.gap, step.pointee.field)
            return cursor.place
        } catch {
            return nil
        }
    }

    private mutating func scalar(
        _ cursor: inout JSONCursor, _ gap: EntryPattern.Gap, _ field: EntryField
    ) throws(NotPlain) {
        let first = try cursor.peek()
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { throw NotPlain() }
        if first == UInt8(ascii: "n") {
            // A member that is null counts as missing.
            guard try cursor.literal() == nil else { throw NotPlain() }
            return
        }
        switch gap {
        case .skipped, .end: try passValue(&cursor, depth: 1)
        case .number, .time: members.set(field, try cursor.number())
        case .text: members.set(field, try cursor.text())
        case .flag:
            guard let flag = try cursor.literal() else { throw NotPlain() }
            members.set(active: flag)
        }
    }
}
