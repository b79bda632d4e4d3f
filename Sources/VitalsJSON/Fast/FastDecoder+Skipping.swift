extension FastDecoder {
    /// Passes over a value, its grammar and its keys checked.
    mutating func passValue(_ cursor: inout JSONCursor, depth: Int) throws(NotPlain) {
        let first = try cursor.peek()
        let start = cursor.place
        switch first {
        case UInt8(ascii: "{"): return try passObject(&cursor, depth: depth)
        case UInt8(ascii: "["): return try passArray(&cursor, depth: depth)
        case UInt8(ascii: "\""): _ = try cursor.text()
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): _ = try cursor.literal()
        default: _ = try cursor.number()
        }
        outline.add(from: start, to: cursor.place, .none)
    }

    private mutating func enter(_ depth: Int) throws(NotPlain) {
        containers += 1
        // The last one is the report's own.
        guard depth < KeyTable.depths - 1, containers <= limits.containers else { throw NotPlain() }
    }

    private mutating func passObject(_ cursor: inout JSONCursor, depth: Int) throws(NotPlain) {
        try enter(depth)
        try cursor.expect(UInt8(ascii: "{"))
        if try cursor.take(UInt8(ascii: "}")) { return }
        let object = keys.beginObject()
        var key = KeyTable.start
        repeat {
            _ = try cursor.peek()
            key = try keys.next(after: key, object: object, depth: depth, &cursor)
            try passValue(&cursor, depth: depth + 1)
        } while try cursor.isFollowed(closing: UInt8(ascii: "}"))
    }

    private mutating func passArray(_ cursor: inout JSONCursor, depth: Int) throws(NotPlain) {
        try enter(depth)
        try cursor.expect(UInt8(ascii: "["))
        if try cursor.take(UInt8(ascii: "]")) { return }
        repeat {
            try passValue(&cursor, depth: depth + 1)
        } while try cursor.isFollowed(closing: UInt8(ascii: "]"))
    }
}
