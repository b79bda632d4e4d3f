import NIOCore
import Testing

@testable import LiveServer

@Suite struct SharedExpositionTests {
    @Test("whoever asks within a moment gets the same text, and later a new one; each format has its own")
    func sharing() {
        let shared = SharedExposition()
        var made = 0
        func ask(_ format: ExpositionFormat, at now: Double) -> String {
            let text = shared.text(format, now: now) {
                made += 1
                return Array("\(format) \(made)".utf8)
            }
            return String(buffer: text)
        }
        #expect(ask(.text, at: 10) == "text 1")
        #expect(ask(.text, at: 10.09) == "text 1")
        #expect(ask(.openMetrics, at: 10.09) == "openMetrics 2")
        #expect(ask(.text, at: 10.11) == "text 3")
        #expect(ask(.text, at: 10.12) == "text 3")
        #expect(ask(.openMetrics, at: 10.12) == "openMetrics 2")
    }
}
