import TestSupport
import Testing

@testable import RoomFeed

@Suite struct MessageAssemblyTests {
    private enum Result: Equatable { case partial, complete([UInt8]), tooLarge, tooManyFragments }

    private func take(
        _ assembly: inout MessageAssembly, _ bytes: [UInt8], remaining: Int = 0, isFinal: Bool = false
    ) -> Result {
        bytes.withUnsafeBytes { piece in
            switch assembly.take(piece, remaining: remaining, isFinal: isFinal) {
            case .partial: .partial
            case .complete(let message): .complete(Array(message))
            case .tooLarge: .tooLarge
            case .tooManyFragments: .tooManyFragments
            }
        }
    }

    @Test func `pieces make one message, and the next begins empty`() {
        var assembly = MessageAssembly(messageLimit: 100, fragmentLimit: 10)
        #expect(take(&assembly, [1, 2], remaining: 1) == .partial)
        #expect(take(&assembly, [3]) == .partial)
        #expect(take(&assembly, []) == .partial)
        #expect(take(&assembly, [4], isFinal: true) == .complete([1, 2, 3, 4]))
        #expect(take(&assembly, [9], isFinal: true) == .complete([9]))
        #expect(take(&assembly, [], isFinal: true) == .complete([]))
    }

    @Test func `a message of exactly the limit passes and one byte more does not`() {
        var assembly = MessageAssembly(messageLimit: 4, fragmentLimit: 10)
        #expect(take(&assembly, [1, 2, 3, 4], isFinal: true) == .complete([1, 2, 3, 4]))
        #expect(take(&assembly, [1, 2]) == .partial)
        #expect(take(&assembly, [3, 4], isFinal: true) == .complete([1, 2, 3, 4]))
        #expect(take(&assembly, [1, 2, 3, 4, 5], isFinal: true) == .tooLarge)
        #expect(take(&assembly, [1, 2]) == .partial)
        #expect(take(&assembly, [3, 4, 5], isFinal: true) == .tooLarge)
    }

    @Test(arguments: [5, 1 << 40, Int.max, -1])
    func `what a header claims is believed before it has come`(remaining: Int) {
        var assembly = MessageAssembly(messageLimit: 5, fragmentLimit: 10)
        #expect(take(&assembly, [1], remaining: remaining) == .tooLarge)
    }

    @Test func `fragments are counted by message, whatever their size`() {
        var assembly = MessageAssembly(messageLimit: 100, fragmentLimit: 3)
        for _ in 0..<2 {
            #expect(take(&assembly, [1], remaining: 2) == .partial)
            #expect(take(&assembly, [1, 1]) == .partial)
            #expect(take(&assembly, []) == .partial)
            #expect(take(&assembly, [], isFinal: true) == .complete([1, 1, 1]))
        }
        for _ in 0..<3 { #expect(take(&assembly, []) == .partial) }
        #expect(take(&assembly, [], isFinal: true) == .tooManyFragments)
    }

    @Test func `any way of cutting gives the same message`() {
        var generator = SeededGenerator(seed: 7)
        let whole = (0..<50_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var assembly = MessageAssembly(messageLimit: 50_000, fragmentLimit: 50_000)
        for _ in 0..<50 {
            var rest = whole[...]
            var result = Result.partial
            while result == .partial {
                let piece = Array(rest.prefix(Int.random(in: 1...5000, using: &generator)))
                rest = rest.dropFirst(piece.count)
                result = take(&assembly, piece, isFinal: rest.isEmpty)
            }
            #expect(result == .complete(whole))
        }
    }
}
