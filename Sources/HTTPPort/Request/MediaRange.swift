/// One entry of an `Accept` header (RFC 9110, 12.5.1).
package struct MediaRange: Sendable, Equatable {
    /// Entries of one header that are read; the rest is passed over.
    package static let limit = 32

    /// In lower case, as all names here.
    package var type: String
    package var subtype: String
    package var version: String?
    /// 0…1.
    package var quality: Double = 1

    /// How closely a range names a media type.
    package enum Fit: Int, Comparable {
        case none, anything, type, subtype, version

        package static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
    }

    /// - Parameter versions: of the media type that can be given; a range that names another does not fit.
    package func fit(type: String, subtype: String, versions: Set<String>) -> Fit {
        if self.type == "*" { return self.subtype == "*" ? .anything : .none }
        guard self.type == type else { return .none }
        if self.subtype == "*" { return .type }
        guard self.subtype == subtype else { return .none }
        guard let version else { return .subtype }
        return versions.contains(version) ? .version : .none
    }

    /// The ranges of a header; what cannot be read as one is left out.
    package static func list(_ header: String) -> [MediaRange] {
        parts(of: header[...], at: ",").prefix(limit).compactMap(MediaRange.init)
    }

    private init?(_ text: Substring) {
        let parts = Self.parts(of: text, at: ";")
        let names = parts[0].trimmed.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
        type = String(names[0])
        subtype = String(names[1])
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let value = part[part.index(after: equals)...].trimmed.filter { $0 != "\"" }
            switch part[..<equals].trimmed.lowercased() {
            case "version": version = value
            case "q":
                guard let quality = Double(value), (0...1).contains(quality) else { return nil }
                self.quality = quality
            default: break
            }
        }
    }

    /// Splits at a separator that stands outside of quotes; at least one part.
    private static func parts(of text: Substring, at separator: Character) -> [Substring] {
        var isQuoted = false
        return text.split(omittingEmptySubsequences: false) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == separator && !isQuoted
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = self
        while rest.first?.isBlank == true { rest.removeFirst() }
        while rest.last?.isBlank == true { rest.removeLast() }
        return rest
    }
}

extension Character {
    fileprivate var isBlank: Bool { self == " " || self == "\t" }
}
