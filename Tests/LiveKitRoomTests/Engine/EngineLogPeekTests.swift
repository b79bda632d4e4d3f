import SwiftProtobuf
import TestSupport
import Testing

@testable import LiveKitRoom

@Suite struct EngineLogPeekTests {
    private func isIdle(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { EngineLogPeek.isIdle($0) } }

    private func logs(_ levels: [Int32]) throws -> [UInt8] {
        try EngineEvent.with {
            $0.logs.records = levels.map { level in
                .with {
                    $0.level = level
                    $0.target = "libwebrtc"
                    $0.message = "a line of some length, so that its count takes a second byte".repeated(3)
                }
            }
        }.serializedBytes()
    }

    @Test(
        "lets go batches of lines that are all below warnings, and no other",
        arguments: [
            ([2], true), ([3], true), ([4, 2, 3], true), ([0], false), ([1], false), ([4, 1], false), ([], true),
        ])
    func levels(levels: [Int32], isIdle: Bool) throws {
        #expect(self.isIdle(try logs(levels)) == isIdle)
    }

    @Test("lets go nothing that is no log")
    func others() throws {
        let panic = try EngineEvent.with { $0.panic = .with { $0.message = "gone" } }.serializedBytes() as [UInt8]
        #expect(!isIdle(panic))
        #expect(!isIdle([]))
        let room = try EngineEvent.with { $0.roomEvent = .with { $0.roomHandle = 18 } }.serializedBytes() as [UInt8]
        #expect(!isIdle(room))
    }

    @Test(
        "agrees with the decoder on every damaged batch: what it lets go holds no error and no warning",
        arguments: 0..<20 as Range<UInt64>)
    func damaged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var bytes = try logs([2, 4])
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeLast(bytes.count - place)
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
            guard isIdle(bytes), let event = try? EngineEvent(serializedBytes: bytes) else { continue }
            #expect(event.logs.records.allSatisfy { $0.level > 1 || $0.level < 0 }, "\(bytes)")
        }
    }
}

extension String {
    fileprivate func repeated(_ times: Int) -> String { String(repeating: self, count: times) }
}
