import Testing

@testable import Vitals

@Suite struct ExactTextTests {
    @Test("texts of any length are told apart at any byte", arguments: [0, 1, 7, 8, 9, 15, 16, 17, 31, 40])
    func everyByteCounts(length: Int) {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: length)
        // Each made for itself, so that none is the other's storage.
        #expect(ExactText(String(decoding: bytes, as: UTF8.self)) == ExactText(String(decoding: bytes, as: UTF8.self)))
        for place in 0..<length {
            var other = bytes
            other[place] = UInt8(ascii: "b")
            #expect(
                ExactText(String(decoding: bytes, as: UTF8.self)) != ExactText(String(decoding: other, as: UTF8.self)))
        }
        #expect(
            ExactText(String(decoding: bytes, as: UTF8.self))
                != ExactText(String(decoding: bytes + [UInt8(ascii: "a")], as: UTF8.self)))
    }

    @Test(
        "texts that Swift takes for the same are two where their bytes differ", arguments: ["", "a name of 16 bytes"])
    func bytesNotCharacters(prefix: String) {
        #expect(prefix + "\u{E9}" == prefix + "e\u{301}")
        #expect(ExactText(prefix + "\u{E9}") != ExactText(prefix + "e\u{301}"))
        // As many bytes in another order.
        #expect(prefix + "e\u{301}\u{323}" == prefix + "e\u{323}\u{301}")
        #expect(ExactText(prefix + "e\u{301}\u{323}") != ExactText(prefix + "e\u{323}\u{301}"))
    }
}
