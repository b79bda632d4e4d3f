/// A JSON value to be written, or one copied out of a `JSONDocument`. Objects keep the order of their keys.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    /// Written as `null` where not finite, without a fraction where whole and below 2^53.
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// Where a key occurs twice, the later value is written in the earlier one's place.
    case object([Member])

    package struct Member: Sendable, Equatable {
        package var key: String
        package var value: JSONValue

        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// Parses one JSON text; numbers come as `number`, whole ones too.
    ///
    /// - Throws: as `JSONDocument`.
    package init(parsing bytes: UnsafeRawBufferPointer, limits: DecodeLimits = DecodeLimits()) throws(DecodeFailure) {
        let document = try JSONDocument(parsing: bytes, limits: limits)
        self = document.withRoot { $0.value }
    }

    /// The member of an object; `nil` where there is none.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// Keys stay in the order in which the literal has them.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
