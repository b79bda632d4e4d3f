import Vitals

/// Reads the fields of one stats entry and remembers the first that cannot be read.
///
/// A missing field, or one that is `null`, is no fault: browsers lack fields that others have.
struct EntryFields {
    private let node: JSONNode
    private let limits: DecodeLimits
    private(set) var refusal: EntryRefusal?

    init(_ node: JSONNode, limits: DecodeLimits) {
        self.node = node
        self.limits = limits
    }

    private mutating func refuse(_ reason: EntryRefusal) {
        if refusal == nil { refusal = reason }
    }

    mutating func number(_ key: StaticString) -> Double? {
        guard let field = node[key] else { return nil }
        guard let number = field.number else {
            refuse(.wrongType)
            return nil
        }
        return number
    }

    mutating func flag(_ key: StaticString) -> Bool? {
        guard let field = node[key] else { return nil }
        guard let flag = field.bool else {
            refuse(.wrongType)
            return nil
        }
        return flag
    }

    mutating func text(_ key: StaticString) -> String? {
        guard let field = node[key] else { return nil }
        guard let bytes = field.utf8 else {
            refuse(.wrongType)
            return nil
        }
        guard bytes.count <= limits.identifierBytes else {
            refuse(.absurdValue)
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func id() -> String {
        guard let id = text("id") else {
            refuse(.missingField)
            return ""
        }
        return id
    }

    mutating func timestamp() -> Double {
        guard let timestamp = number("timestamp") else {
            refuse(.missingField)
            return 0
        }
        return timestamp
    }

    /// - Parameter needsKind: whether an entry without `kind` and `mediaType` is refused.
    mutating func header(needsKind: Bool) -> StatsHeader {
        StatsHeader(
            id: id(), timestamp: timestamp(), kind: kind(isNeeded: needsKind), ssrc: ssrc(), mid: text("mid"),
            rid: text("rid"), transportId: text("transportId"))
    }

    private mutating func kind(isNeeded: Bool) -> MediaKind? {
        guard let field = node["kind"] ?? node["mediaType"] else {
            if isNeeded { refuse(.missingField) }
            return nil
        }
        if field.isString("video") { return .video }
        if field.isString("audio") { return .audio }
        refuse(field.kind == .string ? .absurdValue : .wrongType)
        return nil
    }

    private mutating func ssrc() -> UInt32? {
        guard let number = number("ssrc") else { return nil }
        guard let ssrc = UInt32(exactly: number) else {
            refuse(.absurdValue)
            return nil
        }
        return ssrc
    }

    mutating func qualityLimitation() -> QualityLimitation? {
        guard let field = node["qualityLimitationDurations"] else { return nil }
        guard field.kind == .object else {
            refuse(.wrongType)
            return nil
        }
        var durations = EntryFields(field, limits: limits)
        let limitation = QualityLimitation(
            bandwidth: durations.number("bandwidth") ?? 0, cpu: durations.number("cpu") ?? 0,
            other: durations.number("other") ?? 0)
        if let inner = durations.refusal { refuse(inner) }
        return limitation
    }
}
