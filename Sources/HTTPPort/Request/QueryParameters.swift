import WireText

/// The parameters of a URL's query (application/x-www-form-urlencoded), read strictly.
package struct QueryParameters: Sendable, Equatable {
    /// Why a query was not read.
    package struct Malformed: Error, Equatable {}

    private let values: [String: String]

    /// - Throws: for a percent sign without two hex digits, bytes that are no UTF-8, and a name that comes twice, of
    ///   which two readers might take different ones.
    package init(_ query: String) throws(Malformed) {
        var values: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decode(parts[0])
            let value = try parts.count > 1 ? Self.decode(parts[1]) : ""
            guard values.updateValue(value, forKey: name) == nil else { throw Malformed() }
        }
        self.values = values
    }

    /// In the order of their bytes.
    package var names: [String] { values.keys.sorted() }

    package subscript(name: String) -> String? { values[name] }

    private static func decode(_ text: Substring) throws(Malformed) -> String {
        guard let decoded = PercentEncoding.decode(text, plusIsSpace: true) else { throw Malformed() }
        return decoded
    }
}
