@testable import RoomAccess

/// Tokens made of any text at all, rightly signed or not.
struct ForgedToken {
    static let secret = "a-secret-of-thirty-two-bytes-or-more"
    /// Claims that are fine until 60 s after second 2,000.
    static let goodClaims = #"{"iss":"APIkey","sub":"alice","exp":2000,"video":{"roomJoin":true,"room":"r"}}"#

    var header = #"{"alg":"HS256","typ":"JWT"}"#
    var claims = goodClaims
    var secret = Self.secret

    var text: String {
        let signed = Base64URL.encode(header.utf8) + [UInt8(ascii: ".")] + Base64URL.encode(claims.utf8)
        let code = MessageAuthentication.code(of: signed, key: Array(secret.utf8)) ?? []
        return String(decoding: signed + [UInt8(ascii: ".")] + Base64URL.encode(code), as: UTF8.self)
    }
}
