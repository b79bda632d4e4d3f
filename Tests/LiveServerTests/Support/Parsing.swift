import NIOCore
import VitalsJSON

/// Reads a text back with the parser that reads the wire, which refuses anything that is not JSON.
func parsed(_ text: [UInt8]) throws -> JSONValue {
    try text.withUnsafeBytes { try JSONValue(parsing: $0) }
}

func parsed(_ text: ByteBuffer) throws -> JSONValue {
    try parsed(Array(text.readableBytesView))
}

extension JSONValue {
    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    var keys: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.key)
    }
}
