/// Which session of a spool has taken which id of the app's: the content of the file `ids`.
struct TakenIDs {
    static let format: UInt32 = 1
    /// Ids that are remembered; the oldest go: 74 bytes each.
    static let limit = 5_000

    private var claims: [(id: UUIDText, key: UUIDText)] = []

    init() {}

    var count: Int { claims.count }

    func owner(of id: UUIDText) -> UUIDText? { claims.last { $0.id == id }?.key }

    mutating func add(_ others: TakenIDs) {
        for (id, key) in others.claims where owner(of: id) == nil { add(id, for: key) }
    }

    mutating func add(_ id: UUIDText, for key: UUIDText) {
        claims.append((id, key))
        if claims.count > Self.limit { claims.removeFirst(claims.count - Self.limit) }
    }
}

extension TakenIDs {
    /// The file's bytes: a line for each id, sealed.
    func encoded() -> [UInt8] {
        let text = claims.map { "\($0.id) \($0.key)\n" }.joined()
        return SealedText.seal(Array(text.utf8), as: .ids, format: Self.format)
    }

    /// Reads what was written, also by versions that did not seal it.
    init(decoding bytes: [UInt8]) throws(SealedText.Fault) {
        let lines: ArraySlice<UInt8>
        if bytes.starts(with: Array("roomvitals ".utf8)) {
            lines = try SealedText.open(bytes, as: .ids, format: Self.format)
        } else {
            lines = bytes[...]
        }
        guard lines.last == UInt8(ascii: "\n") else { throw .damaged }
        for line in lines.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard let claim = Self.claim(line) else { throw .damaged }
            claims.append(claim)
        }
    }

    /// The lines that are whole in what cannot be relied on: better an id too many than one that is given twice.
    init(rescuedFrom bytes: [UInt8]) {
        claims = bytes.split(separator: UInt8(ascii: "\n")).compactMap(Self.claim)
    }

    private static func claim(_ line: ArraySlice<UInt8>) -> (id: UUIDText, key: UUIDText)? {
        let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 2, let id = UUIDText(words[0]), let key = UUIDText(words[1]) else { return nil }
        return (id, key)
    }
}
