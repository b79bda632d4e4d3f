import CLibcrypto

/// HMAC-SHA256 (RFC 2104) by OpenSSL's libcrypto.
package enum MessageAuthentication {
    /// Length of a code in bytes.
    package static let length = 32

    /// The code of `message` under `key`; `nil` where libcrypto refuses, which no input is known to cause.
    package static func code(of message: some Collection<UInt8>, key: [UInt8]) -> [UInt8]? {
        guard let keyLength = Int32(exactly: key.count) else { return nil }
        let message = Array(message)
        var written: UInt32 = 0
        let code = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            let result = HMAC(
                EVP_sha256(), key, keyLength, message, message.count, buffer.baseAddress, &written)
            count = result == nil ? 0 : length
        }
        return code.count == length && written == UInt32(length) ? code : nil
    }

    /// Whether two codes are the same, in a time that tells nothing about where they differ.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
