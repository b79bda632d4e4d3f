/// The secret half of a LiveKit API key pair. Never printed, never logged.
package struct APISecret: Sendable {
    /// RFC 7518 section 3.2: an HS256 key should have at least as many bytes as the hash.
    package static let recommendedBytes = 32

    let bytes: [UInt8]

    /// - Throws: `APIKeyError` where the secret is empty or has white space at an end or a control character in it,
    ///   which is what a secret read from a file with its line end looks like.
    package init(_ text: String) throws(APIKeyError) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { throw .emptySecret }
        guard first != UInt8(ascii: " "), last != UInt8(ascii: " "), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { throw .unprintableSecret }
        self.bytes = bytes
    }

    /// Worth a warning: a secret this short can be guessed from one captured token.
    package var isShort: Bool { bytes.count < Self.recommendedBytes }
}

extension APISecret: CustomStringConvertible, CustomReflectable {
    package var description: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why an API key pair cannot be used. No case carries anything of the secret.
package enum APIKeyError: Error, Sendable, Equatable {
    case emptyKey
    case emptySecret
    /// White space at an end, or a control character.
    case unprintableSecret
    /// A verifier without any key would refuse everybody.
    case noKeys
}

extension APIKeyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .emptyKey: "the API key is empty"
        case .emptySecret: "the API secret is empty"
        case .unprintableSecret: "the API secret has a line end, another control character, or white space at an end"
        case .noKeys: "no API key is configured"
        }
    }
}

extension APISecret {
    /// Whether `other` is the same text, in a time that tells nothing about where it differs: their codes are compared
    /// under a key of this process, not they themselves.
    package func isSame(as other: String) -> Bool {
        guard let mine = MessageAuthentication.code(of: bytes, key: Self.comparingKey),
            let theirs = MessageAuthentication.code(of: other.utf8, key: Self.comparingKey)
        else { return false }
        return MessageAuthentication.equal(mine, theirs)
    }

    private static let comparingKey: [UInt8] = {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }()
}
