import RoomAccess

/// The bearer token that lets somebody read the local port. Never printed, never logged.
package struct APIToken: Sendable {
    /// Bytes below which a token can be guessed by trying.
    package static let leastBytes = 16
    /// Bytes of the longest token that is compared at all.
    package static let mostBytes = 1_024

    private let secret: APISecret

    /// - Throws: `APITokenFault` where the token is too short, too long, or not printable ASCII without spaces.
    package init(_ text: String) throws(APITokenFault) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .unprintable }
        guard (Self.leastBytes...Self.mostBytes).contains(text.utf8.count) else { throw .length }
        do throws(APIKeyError) {
            secret = try APISecret(text)
        } catch {
            throw .unprintable
        }
    }

    /// Whether `given` is this token, in a time that tells nothing about where it differs.
    func matches(_ given: String) -> Bool {
        given.utf8.count <= Self.mostBytes && secret.isSame(as: given)
    }
}

extension APIToken: CustomStringConvertible, CustomReflectable {
    package var description: String { "(token)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text cannot be an API token. No case carries anything of it.
package enum APITokenFault: Error, Sendable, Equatable {
    case unprintable
    case length
}

extension APITokenFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unprintable: "the token must be printable ASCII without spaces"
        case .length: "the token must have \(APIToken.leastBytes) to \(APIToken.mostBytes) characters"
        }
    }
}
