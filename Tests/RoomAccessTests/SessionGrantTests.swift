import Testing
import VitalsJSON

@testable import RoomAccess

@Suite struct SessionGrantTests {
    private func refusal(of sessions: JSONValue) throws -> AccessTokenRefusal? {
        do throws(AccessTokenRefusal) {
            _ = try AccessToken(claims: ["exp": 1_000, "iss": "key", "sessions": sessions])
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "rights survive signing, and there are none without them",
        arguments: [
            SessionGrant(), SessionGrant(admin: true), SessionGrant(save: true), SessionGrant(admin: true, save: true),
        ])
    func signed(grant: SessionGrant) throws {
        let secret = "a secret of thirty-two characters"
        let token = AccessToken(apiKey: "key", identity: "bot", expiry: 2_000, video: VideoGrant(), sessions: grant)
        let text = try #require(token.signed(with: try APISecret(secret)))
        let verified = try AccessTokenVerifier(keys: ["key": secret]).verify(text, now: 1_000)
        #expect(verified == token)
    }

    @Test("a right of another type than true or false refuses the token")
    func malformed() throws {
        #expect(try refusal(of: ["admin": true]) == nil)
        #expect(try refusal(of: .null) == nil)
        for claim in [["admin": 1], ["admin": "true"], ["save": []], "admin", ["admin"]] as [JSONValue] {
            #expect(try refusal(of: claim) == .malformedClaim)
        }
    }

    @Test("SHA-256 is that of FIPS 180-4")
    func digest() {
        #expect(
            ContentDigest.sha256(Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            ContentDigest.sha256([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }
}
