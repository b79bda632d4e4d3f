import Testing

@testable import RoomAccess

/// RFC 8725's attacks, one by one, and tokens that others made.
@Suite struct AccessTokenVerifierTests {
    private let verifier: AccessTokenVerifier

    init() throws {
        verifier = try AccessTokenVerifier(keys: ["APIkey": ForgedToken.secret, "other": "another secret"])
    }

    private func refusal(of token: String, now: Double = 1_000) -> AccessTokenRefusal? {
        do throws(AccessTokenRefusal) {
            _ = try verifier.verify(token, now: now)
            return nil
        } catch {
            return error
        }
    }

    // MARK: - Made elsewhere

    @Test func aTokenOfJoserfcIsAccepted() throws {
        let token =
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJBUElrZXkiLCJzdWIiOiJhbGljZSIsIm5hbWUiOiJBbGljZSDDhCIsIm5i"
            + "ZiI6MTc5NTQ1MTkwMCwiZXhwIjoxNzk1NDU1NTAwLCJ2aWRlbyI6eyJyb29tSm9pbiI6dHJ1ZSwicm9vbSI6ImNvdW5zZWwtNDIiLCJjYW"
            + "5QdWJsaXNoIjp0cnVlLCJjYW5QdWJsaXNoRGF0YSI6dHJ1ZSwiY2FuU3Vic2NyaWJlIjpmYWxzZX0sInJvb21Db25maWciOnsibWV0YWRh"
            + "dGEiOiJ7XCJzZXNzaW9uX2lkXCI6XCIxXCJ9In19.YUxAgAd1KEj7DKI6O7seND8q5dLUMnFCe1pFGUVUkk4"
        let expected = AccessToken(
            apiKey: "APIkey", identity: "alice", name: "Alice Ä", expiry: 1_795_455_500, notBefore: 1_795_451_900,
            video: VideoGrant(
                room: "counsel-42", roomJoin: true, canPublish: true, canPublishData: true, canSubscribe: false),
            roomMetadata: #"{"session_id":"1"}"#)
        #expect(try verifier.verify(token, now: 1_795_452_000) == expected)
    }

    @Test func aTokenOfLiveKitsPythonKitIsAccepted() throws {
        let token =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJuYW1lIjoiQm90IiwidmlkZW8iOnsicm9vbUpvaW4iOnRydWUsInJvb20iOiJjb3Vu"
            + "c2VsLTQyIiwiY2FuUHVibGlzaCI6ZmFsc2UsImNhblN1YnNjcmliZSI6dHJ1ZSwiY2FuUHVibGlzaERhdGEiOnRydWUsImhpZGRlbiI6dH"
            + "J1ZSwiY2FuU3Vic2NyaWJlTWV0cmljcyI6dHJ1ZX0sInN1YiI6ImJvdCIsImlzcyI6IkFQSWtleSIsIm5iZiI6MTc5NTUzMDAyOSwiZXhw"
            + "IjozMzcyMzMwMDI5fQ.XYX2HNdQjtUPOYPTbbTEGQyAHp1-ftRNBnT6ARoDsm8"
        let accepted = try verifier.verify(token, now: 1_800_000_000)
        #expect(accepted.identity == "bot")
        #expect(
            accepted.video
                == VideoGrant(
                    room: "counsel-42", roomJoin: true, hidden: true, canPublish: false, canPublishData: true,
                    canSubscribe: true, canSubscribeMetrics: true))
    }

    @Test func hmacVectorOfRFC4231() {
        let code = MessageAuthentication.code(of: "what do ya want for nothing?".utf8, key: Array("Jefe".utf8)) ?? []
        let hex = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    // MARK: - Made here

    @Test func whatIsSignedHereVerifies() throws {
        let token = AccessToken(
            apiKey: "APIkey", identity: "bob \"Ω\"", name: "Bob", expiry: 1_795_455_500.5, notBefore: 7,
            video: VideoGrant(
                room: "room/1", roomJoin: true, roomAdmin: true, hidden: true, agent: true, canPublish: false,
                canPublishData: true, canSubscribe: true, canSubscribeMetrics: true), roomMetadata: "")
        let text = try #require(token.signed(with: try APISecret(ForgedToken.secret)))
        #expect(try verifier.verify(text, now: 1_000) == token)
    }

    @Test func absentGrantsAllowPublishingAndSubscribing() throws {
        let token = try verifier.verify(ForgedToken().text, now: 1_000)
        #expect(token.video == VideoGrant(room: "r", roomJoin: true))
        #expect(token.video.allowsPublishingData && token.video.allowsSubscribing)
        #expect(!VideoGrant(canPublish: false).allowsPublishingData)
        #expect(VideoGrant(canPublish: false, canPublishData: true).allowsPublishingData)
    }

    // MARK: - Header

    @Test(arguments: ["none", "None", "nOnE", "NONE", "RS256", "HS512", "HS384", "ES256", "hs256", "HS256 ", ""])
    func onlyHS256IsAccepted(algorithm: String) {
        #expect(refusal(of: ForgedToken(header: #"{"alg":"\#(algorithm)"}"#).text) == .unsupportedAlgorithm)
    }

    @Test(arguments: [#"{}"#, #"{"typ":"JWT"}"#, #"{"alg":null}"#, #"{"alg":256}"#, #"{"alg":["HS256"]}"#])
    func theAlgorithmMustBeNamed(header: String) {
        #expect(refusal(of: ForgedToken(header: header).text) == .unsupportedAlgorithm)
    }

    @Test func anUnsignedTokenIsRefused() {
        let unsigned = ForgedToken(header: #"{"alg":"none"}"#).text
        #expect(refusal(of: unsigned.split(separator: ".").prefix(2).joined(separator: ".") + ".") != nil)
    }

    @Test(arguments: [
        #""kid":"other""#, #""kid":"../../dev/null""#, #""jku":"https://evil.example/keys""#,
        #""jwk":{"kty":"oct","k":"AAAA"}"#, #""x5u":"https://evil.example""#, #""x5c":[]"#, #""crit":["exp"]"#,
        #""crit":[]"#, #""b64":false"#, #""typ":"at+jwt""#, #""typ":1"#, #""zip":"DEF""#,
    ])
    func theHeaderNeverChoosesAKey(member: String) {
        #expect(refusal(of: ForgedToken(header: #"{"alg":"HS256",\#(member)}"#).text) == .unsupportedHeader)
    }

    @Test(arguments: [#"{"alg":"HS256"}"#, #"{"typ":"jwt","alg":"HS256"}"#])
    func theTypeIsOptional(header: String) {
        #expect(refusal(of: ForgedToken(header: header).text) == nil)
    }

    // MARK: - Form

    @Test(arguments: [
        #"{"alg":"HS256","alg":"HS256"}"#, #"{"alg":"none","alg":"HS256"}"#, "[]", "\"HS256\"", "", "{", "null",
    ])
    func aHeaderThatIsNoObjectOrSaysThingsTwiceIsRefused(header: String) {
        #expect(refusal(of: ForgedToken(header: header).text) == .malformed)
    }

    @Test(arguments: [
        #"{"iss":"APIkey","sub":"a","sub":"b","exp":2000}"#, #"{"iss":"APIkey","exp":1,"exp":2000}"#,
        #"{"iss":"nobody","iss":"APIkey","exp":2000}"#, "[]", "", "{\"iss\":\"APIkey\"", "\u{FEFF}{}",
    ])
    func claimsThatAreNoObjectOrSayThingsTwiceAreRefused(claims: String) {
        #expect(refusal(of: ForgedToken(claims: claims).text) == .malformed)
    }

    @Test(arguments: ["", ".", "..", "...", "a.b", "a.b.c.d.e", "Bearer x", " . . ", "é.é.é"])
    func whatHasNotThreePartsIsRefused(token: String) {
        #expect(refusal(of: token) == .malformed)
    }

    @Test func everyOtherSpellingOfATokenIsRefused() {
        let token = ForgedToken().text
        let parts = token.split(separator: ".").map(String.init)
        #expect(refusal(of: token) == nil)
        let others = [
            token + "=", token + "\n", " " + token, token + ".", "." + token,
            parts[0] + "=." + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1], parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + parts[2] + "A",
            token.replacing("-", with: "+").replacing("_", with: "/") + "+",
        ]
        for other in others { #expect(refusal(of: other) != nil, "\(other)") }
        // 32 bytes are 43 characters; the last one has two bits to spare, which must not be used.
        let spare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".map(String.init)
        let accepted = spare.filter { refusal(of: String(token.dropLast()) + $0) == nil }
        #expect(accepted == [String(token.suffix(1))])
    }

    @Test func changingAnyCharacterIsNoticed() {
        let token = Array(ForgedToken().text)
        for index in token.indices where token[index] != "." {
            var changed = token
            changed[index] = token[index] == "A" ? "B" : "A"
            #expect(refusal(of: String(changed)) != nil, "at \(index)")
        }
    }

    @Test func aTokenBeyondTheLimitIsRefusedUnread() {
        #expect(refusal(of: String(repeating: ".", count: 1 << 20)) == .tooLong)
        #expect(refusal(of: String(repeating: ".", count: 8_192)) == .malformed)
        let padded = ForgedToken(
            claims: #"{"iss":"APIkey","exp":2000,"name":"\#(String(repeating: "x", count: 8_192))"}"#)
        #expect(refusal(of: padded.text) == .tooLong)
    }

    // MARK: - Key

    @Test func theIssuerChoosesTheKeyAndMustBeConfigured() {
        #expect(refusal(of: ForgedToken(secret: "another secret").text) == .wrongSignature)
        let swapped = ForgedToken.goodClaims.replacing("APIkey", with: "other")
        #expect(refusal(of: ForgedToken(claims: swapped).text) == .wrongSignature)
        #expect(refusal(of: ForgedToken(claims: swapped, secret: "another secret").text) == nil)
        for issuer in ["\"nobody\"", "\"\"", "\"apikey\"", "null", "7", "[\"APIkey\"]"] {
            let claims = ForgedToken.goodClaims.replacing("\"APIkey\"", with: issuer)
            #expect(refusal(of: ForgedToken(claims: claims).text) == .unknownIssuer)
        }
        #expect(refusal(of: ForgedToken(claims: #"{"exp":2000}"#).text) == .unknownIssuer)
        #expect(refusal(of: ForgedToken(claims: ForgedToken.goodClaims, secret: "").text) == .wrongSignature)
    }

    // MARK: - Times

    private func refusal(ofTimes times: String, now: Double) -> AccessTokenRefusal? {
        refusal(of: ForgedToken(claims: #"{"iss":"APIkey","sub":"a",\#(times)}"#).text, now: now)
    }

    @Test func aMinuteOfLeewayAndNoMore() {
        #expect(refusal(ofTimes: #""exp":2000"#, now: 2_059) == nil)
        #expect(refusal(ofTimes: #""exp":2000"#, now: 2_060) == nil)
        #expect(refusal(ofTimes: #""exp":2000"#, now: 2_061) == .expired)
        #expect(refusal(ofTimes: #""exp":2000,"nbf":1060"#, now: 1_000) == nil)
        #expect(refusal(ofTimes: #""exp":2000,"nbf":1061"#, now: 1_000) == .notYetValid)
        #expect(refusal(ofTimes: #""exp":2000,"iat":1060"#, now: 1_000) == nil)
        #expect(refusal(ofTimes: #""exp":2000,"iat":1061"#, now: 1_000) == .issuedInTheFuture)
    }

    @Test func aTokenThatNeverEndsIsRefused() {
        #expect(refusal(ofTimes: #""nbf":1"#, now: 1_000) == .noExpiry)
        #expect(refusal(ofTimes: #""exp":null"#, now: 1_000) == .noExpiry)
    }

    @Test(arguments: [
        #""exp":"2000""#, #""exp":1e300"#, #""exp":true"#, #""exp":[2000]"#, #""exp":-1"#, #""exp":253402300800"#,
        #""exp":2000,"nbf":"1""#, #""exp":2000,"nbf":-5"#, #""exp":2000,"iat":{}"#,
    ])
    func timesOfAnotherTypeOrRangeAreRefused(times: String) {
        #expect(refusal(ofTimes: times, now: 1_000) == .malformedClaim)
    }

    @Test func aTimeThatNoNumberHoldsRefusesTheClaims() {
        #expect(refusal(ofTimes: #""exp":1e999"#, now: 1_000) == .malformed)
    }

    // MARK: - Grants

    @Test(arguments: [
        #""sub":7"#, #""name":{}"#, #""video":"all""#, #""video":{"room":1}"#, #""video":{"roomJoin":"true"}"#,
        #""video":{"hidden":1}"#, #""video":{"canPublishData":"no"}"#, #""roomConfig":"x""#,
        #""roomConfig":{"metadata":{}}"#,
    ])
    func claimsOfAnotherTypeAreRefused(claim: String) {
        let token = ForgedToken(claims: #"{"iss":"APIkey","exp":2000,\#(claim)}"#).text
        #expect(refusal(of: token) == .malformedClaim)
    }

    @Test func refusalsSayNothingOfTheToken() {
        for refusal in AccessTokenRefusal.allCases {
            #expect(!refusal.description.isEmpty)
            #expect(!"\(refusal)".contains("alice"))
        }
    }
}
