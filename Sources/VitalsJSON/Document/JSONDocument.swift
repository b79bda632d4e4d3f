import CJansson

/// A parsed JSON text: the one owner of jansson's tree of values.
///
/// Numbers are read as doubles. An integer beyond 2^53 loses its last digits, one beyond 2^63 is kept as far as a double
/// can, `-0` is negative zero; only what no double can hold (`1e400`) refuses the text. `NaN`, `Infinity`, `\u0000`,
/// lone surrogates, bad UTF-8, byte-order marks and duplicate keys refuse it too.
package struct JSONDocument: ~Copyable {
    private let tree: UnsafeMutablePointer<json_t>

    /// Parses one JSON text, which may be of any JSON type.
    ///
    /// - Throws: a failure whose reason is about the bytes or the JSON text, never about a message.
    package init(parsing bytes: UnsafeRawBufferPointer, limits: DecodeLimits = DecodeLimits()) throws(DecodeFailure) {
        tree = try Self.parse(bytes, limits: limits)
    }

    /// Parses one JSON text, which may be of any JSON type.
    ///
    /// - Throws: as the other initialiser.
    package init(parsing text: String, limits: DecodeLimits = DecodeLimits()) throws(DecodeFailure) {
        let bytes = Array(text.utf8)
        tree = try bytes.span.bytes.withUnsafeBytes { (buffer) throws(DecodeFailure) in
            try Self.parse(buffer, limits: limits)
        }
    }

    private static func parse(
        _ bytes: UnsafeRawBufferPointer, limits: DecodeLimits
    ) throws(DecodeFailure) -> UnsafeMutablePointer<json_t> {
        guard bytes.count <= limits.messageBytes else {
            throw DecodeFailure(.tooLarge, limit: limits.messageBytes)
        }
        let scan = try TextScan(bytes, limits: limits)
        var error = json_error_t()
        let flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL
        let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        guard let tree = json_loadb(text, bytes.count, Int(flags), &error) else {
            throw DecodeFailure(error, in: bytes, isUnfinished: scan.isUnfinished)
        }
        return tree
    }

    deinit {
        json_decref(tree)
    }

    /// Lends the root. It and all nodes below it are valid within `body` only.
    package borrowing func withRoot<Value, Failure: Error>(
        _ body: (JSONNode) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try body(JSONNode(tree))
    }

    /// The document as text again, keys in their order.
    package borrowing func dump(_ layout: JSONLayout = .compact, numbers: JSONNumberForm = .exact) -> [UInt8] {
        withRoot { $0.value.written(layout, numbers: numbers) }
    }
}
