import Testing

@testable import VitalsJSON

@Suite struct PaddedTextTests {
    @Test(
        "a copy is the message, with zeros behind it, whatever was copied before",
        arguments: [0, 1, 100, PaddedText.longest])
    func copy(count: Int) throws {
        var padded = PaddedText()
        let before = [UInt8](repeating: 0xFF, count: PaddedText.longest)
        let isCopied = before.withUnsafeBytes { padded.copy(of: $0) } != nil
        #expect(isCopied)
        let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
        let copy = try #require(message.withUnsafeBytes { padded.copy(of: $0) })
        let isSame = copy.elementsEqual(message)
        #expect(isSame)
        let behind = UnsafeRawBufferPointer(start: copy.baseAddress.map { $0 + count }, count: PaddedText.bytesBehind)
        let isZero = behind.allSatisfy { $0 == 0 }
        #expect(isZero)
    }

    @Test("a longer message is not copied")
    func tooLong() {
        var padded = PaddedText()
        let message = [UInt8](repeating: 1, count: PaddedText.longest + 1)
        let isCopied = message.withUnsafeBytes { padded.copy(of: $0) } != nil
        #expect(!isCopied)
    }
}
