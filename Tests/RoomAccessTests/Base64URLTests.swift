import Testing

@testable import RoomAccess

@Suite struct Base64URLTests {
    @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")])
    func rfc4648Vectors(plain: String, encoded: String) {
        #expect(Base64URL.encode(plain.utf8) == Array(encoded.utf8))
        #expect(Base64URL.decode(encoded.utf8) == Array(plain.utf8))
    }

    @Test func everyByteSurvives() {
        let bytes = (0...255).map(UInt8.init)
        for count in 253...256 {
            #expect(Base64URL.decode(Base64URL.encode(bytes.prefix(count))) == Array(bytes.prefix(count)))
        }
        #expect(Base64URL.encode([0xFB, 0xFF]) == Array("-_8".utf8))
    }

    @Test(arguments: [
        "Zg==", "Zg=", "Zh", "Zm9", "Z", "Zm9vY", "Zm9v YmE", "Zm9v\n", "+_8", "-/8", "Zm9vYg.", "\u{00E9}Zg",
    ])
    func onlyTheCanonicalSpellingDecodes(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }
}
