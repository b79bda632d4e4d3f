extension StringProtocol {
    /// The text as it may go to a terminal or a log: one line, nothing that moves a cursor, recolours or reorders.
    ///
    /// C0 and C1 controls, line and paragraph separators, bidirectional and zero-width controls become `\u{…}`; what
    /// lies beyond `limit` characters is cut with an ellipsis. The one place through which names from the wire, file
    /// names and error texts pass on their way to a person.
    package func printable(limit: Int = 200) -> String {
        var result = ""
        var length = 0
        for scalar in unicodeScalars {
            guard length < limit else { return result + "…" }
            if scalar.isUnfitForTerminals {
                let escape = "\\u{\(String(scalar.value, radix: 16))}"
                result += escape
                length += escape.count
            } else {
                result.unicodeScalars.append(scalar)
                length += 1
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    fileprivate var isUnfitForTerminals: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
