import CLibcrypto

/// SHA-256 (FIPS 180-4) by OpenSSL's libcrypto, of what is no secret.
package enum ContentDigest {
    package static func sha256Bytes(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(bytes, bytes.count, &digest)
        return digest
    }

    /// In hexadecimal digits, lower case.
    package static func sha256(_ bytes: [UInt8]) -> String {
        sha256Bytes(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
