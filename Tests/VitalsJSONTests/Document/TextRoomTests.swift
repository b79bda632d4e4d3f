import Testing

@testable import VitalsJSON

@Suite struct TextRoomTests {
    @Test(
        "what is written comes out whole, whatever the pieces are and however often there was no room", arguments: 0..<8
    )
    func pieces(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<3 {
            var room = TextRoom()
            var wanted: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<200, using: &random) {
                let piece = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                    UInt8(truncatingIfNeeded: random.next())
                }
                // More may be asked for than is written.
                room.write(upTo: piece.count + Int.random(in: 0..<2000, using: &random)) { start in
                    for (place, byte) in piece.enumerated() { start[place] = byte }
                    return start + piece.count
                }
                wanted += piece
            }
            let text = room.withText { Array($0) }
            #expect(text == wanted)
        }
    }
}
