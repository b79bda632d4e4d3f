import TestSupport
import Testing

@testable import RoomFeed

@Suite struct UpgradeKeyTests {
    @Test func `the answer to the key of RFC 6455 section 1_3 is the one given there`() {
        #expect(UpgradeKey(text: "dGhlIHNhbXBsZSBub25jZQ==").acceptance == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test func `a key is sixteen bytes in base64, and another one each time`() {
        var generator = SeededGenerator(seed: 1)
        let keys = (0..<100).map { _ in UpgradeKey(using: &generator).text }
        #expect(Set(keys).count == 100)
        #expect(keys.allSatisfy { $0.utf8.count == 24 && $0.hasSuffix("==") })
    }
}
