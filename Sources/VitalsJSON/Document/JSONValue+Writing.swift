/// How a JSON text is laid out.
package enum JSONLayout: Sendable {
    /// One line without spaces, for the wire.
    case compact
    /// Two spaces a level, for people.
    case indented
}

/// How numbers with a fraction are written.
package enum JSONNumberForm: Sendable {
    /// Up to 15 significant digits, as people expect them: `812.44`.
    case plain
    /// As many as it takes to read the same double back.
    case exact
}

extension JSONValue {
    /// Deeper levels are written as `null`: readers refuse a text without end, jansson beyond 2,048.
    package static let deepestWritten = 1_024

    /// The JSON text, UTF-8, without a line feed at its end.
    package func written(_ layout: JSONLayout = .compact, numbers: JSONNumberForm = .plain) -> [UInt8] {
        var writing = JSONWriting(layout: layout, numbers: numbers)
        writing.put(self)
        return writing.room.withText { Array($0) }
    }

    /// The JSON text as a string.
    package func text(_ layout: JSONLayout = .compact, numbers: JSONNumberForm = .plain) -> String {
        var writing = JSONWriting(layout: layout, numbers: numbers)
        writing.put(self)
        return writing.room.withText { String(decoding: $0, as: UTF8.self) }
    }
}
