import Testing

@testable import RoomAccess

@Suite struct APISecretTests {
    @Test(arguments: [
        ("", APIKeyError.emptySecret), ("secret\n", .unprintableSecret), ("secret\r\n", .unprintableSecret),
        (" secret", .unprintableSecret), ("secret ", .unprintableSecret), ("sec\tret", .unprintableSecret),
        ("\u{7F}", .unprintableSecret),
    ])
    func secretsThatCannotBeMeantAreRefused(secret: String, error: APIKeyError) {
        #expect(throws: error) { try APISecret(secret) }
        #expect(throws: error) { try AccessTokenVerifier(keys: ["good": "a secret", "key": secret]) }
    }

    @Test func keysAreNeeded() {
        #expect(throws: APIKeyError.noKeys) { try AccessTokenVerifier(keys: [:]) }
        #expect(throws: APIKeyError.emptyKey) { try AccessTokenVerifier(keys: ["": "secret"]) }
    }

    @Test func shortSecretsAreNamed() throws {
        let long = String(repeating: "s", count: 32)
        let verifier = try AccessTokenVerifier(keys: ["devkey": "secret", "a": String(long.dropLast()), "good": long])
        #expect(verifier.keysWithShortSecrets == ["a", "devkey"])
    }

    @Test func aSecretNeverPrintsItself() throws {
        let secret = try APISecret("hunter2-and-more")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("104"))
        }
    }

    @Test(arguments: [APIKeyError.emptyKey, .emptySecret, .unprintableSecret, .noKeys])
    func errorsSayWhatIsWrong(error: APIKeyError) {
        #expect("\(error)".contains("the API") || "\(error)".contains("no API"))
    }
}
