import RoomAccess
import VitalsJSON

/// Signs requests by the rules of Standard Webhooks (standardwebhooks.com, 1.0): HMAC-SHA256 over id, time and body.
package struct SaveSignature: Sendable {
    private let key: [UInt8]

    package enum Fault: Error, Equatable, CustomStringConvertible {
        case tooShort, notBase64

        package var description: String {
            switch self {
            case .tooShort: "a secret of at least 24 bytes is needed"
            case .notBase64: "what follows whsec_ is not base64"
            }
        }
    }

    /// - Parameter secret: `whsec_` and base64, as the rules have it, or any text, whose bytes are the key.
    package init(secret: String) throws(Fault) {
        if secret.hasPrefix("whsec_") {
            let text = secret.dropFirst(6).utf8.map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }
            let unpadded = text.prefix { $0 != UInt8(ascii: "=") }
            guard let decoded = Base64URL.decode(Array(unpadded)) else { throw .notBase64 }
            key = decoded
        } else {
            key = Array(secret.utf8)
        }
        guard key.count >= 24 else { throw .tooShort }
    }

    /// The headers that go with a body.
    ///
    /// - Parameters:
    ///   - id: the same at every try.
    ///   - now: whole seconds since 1970.
    package func headers(id: String, body: [UInt8], now: Int) -> [String] {
        let signed = Array("\(id).\(now).".utf8) + body
        guard let code = MessageAuthentication.code(of: signed, key: key) else { return [] }
        return [
            "webhook-id: \(id)", "webhook-timestamp: \(now)", "webhook-signature: v1,\(Base64URL.standard(code))",
        ]
    }
}
