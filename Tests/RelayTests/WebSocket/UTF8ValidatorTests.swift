import Testing

@testable import Relay

@Suite struct UTF8ValidatorTests {
    private func accepts(_ pieces: [[UInt8]]) -> Bool {
        var validator = UTF8Validator()
        for piece in pieces {
            guard piece.withUnsafeBytes({ validator.accept($0) }) else { return false }
        }
        return validator.isComplete
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0x80], [0xE2, 0x82], [0xE2, 0x28, 0xA1],
        ] as [[UInt8]])
    func overlongFormsSurrogatesAndWhatIsCutOffAreRefused(bytes: [UInt8]) {
        #expect(!accepts([bytes]))
        #expect(!accepts([Array("a long run of ASCII, then ".utf8) + bytes]))
    }

    @Test func agreesWithTheStandardLibraryHoweverTheTextIsCut() {
        var random = SeededGenerator(seed: 41)
        let alphabet: [[UInt8]] =
            [
                "a", "é", "\u{800}", "€", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "😀", "\u{10FFFF}", "abcdefgh",
            ].map { Array($0.utf8) } + [[0xC0], [0x80], [0xED], [0xA0], [0xF4], [0x90], [0xF8]]
        for _ in 0..<20_000 {
            let valid = Bool.random(using: &random)
            let letters = valid ? 0..<10 : alphabet.indices
            let text = (0..<Int.random(in: 0...12, using: &random)).flatMap { _ in
                alphabet[Int.random(in: letters, using: &random)]
            }
            let cut = Int.random(in: 0...text.count, using: &random)
            let expected = String(validating: text, as: UTF8.self) != nil
            #expect(accepts([Array(text[..<cut]), Array(text[cut...])]) == expected, "\(text) cut at \(cut)")
        }
    }

    @Test func theFirstBadByteIsRefusedAtOnce() {
        var validator = UTF8Validator()
        #expect([UInt8]([0xCE, 0xBA, 0xE1]).withUnsafeBytes { validator.accept($0) })
        #expect(![UInt8]([0x28]).withUnsafeBytes { validator.accept($0) })
    }
}
