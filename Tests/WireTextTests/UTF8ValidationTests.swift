import Testing
import WireText

@Suite struct UTF8ValidationTests {
    /// The verdict on `bytes`, cut after each index in `cuts`.
    private func isValid(_ bytes: [UInt8], cuts: [Int] = []) -> Bool {
        var validation = UTF8Validation()
        var start = 0
        for end in cuts + [bytes.count] {
            let taken = bytes[start..<end].withUnsafeBytes { validation.take($0) }
            if !taken { return false }
            start = end
        }
        return validation.isComplete
    }

    @Test func `it agrees with the standard library on all short sequences of telling bytes`() {
        let telling: [UInt8] = [
            0x00, 0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
            0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        for first in telling {
            for second in telling {
                for third in telling {
                    for fourth in [0x61, 0x7F, 0x80, 0xBF, 0xC2] as [UInt8] {
                        let bytes = [first, second, third, fourth]
                        let expected = String(validating: bytes, as: UTF8.self) != nil
                        if isValid(bytes, cuts: [1, 2, 3]) != expected { Issue.record("\(bytes)") }
                    }
                }
            }
        }
    }

    @Test func `it agrees with the standard library on damaged text, however it is cut`() {
        var generator = SystemRandomNumberGenerator()
        let text = Array("plain ascii, then \u{E4}\u{F6} \u{20AC} \u{1F600} and more plain ascii".utf8)
        for _ in 0..<3000 {
            var bytes = text
            if Bool.random(using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)))
            let cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &generator) }.sorted()
            let expected = String(validating: bytes, as: UTF8.self) != nil
            if isValid(bytes, cuts: cuts) != expected { Issue.record("\(bytes) \(cuts)") }
        }
    }

    @Test func `bad text is known at its first bad byte`() {
        var validation = UTF8Validation()
        let verdict = ([0x61, 0xED, 0xA0] as [UInt8]).withUnsafeBytes { validation.take($0) }
        #expect(!verdict)
    }

    @Test func `one byte beyond ASCII is seen at every place of a long text`() {
        for count in [63, 64, 65, 200] {
            for place in 0..<count {
                var bytes = [UInt8](repeating: 0x61, count: count)
                bytes[place] = 0x80
                if isValid(bytes) { Issue.record("\(place) of \(count)") }
                bytes.replaceSubrange(place...place, with: [0xC3, 0xA4])
                if !isValid(bytes) { Issue.record("\(place) of \(count), a letter") }
            }
        }
    }
}
