import Testing

@testable import RoomFeed

@Suite struct OutgoingBytesTests {
    @Test func `what the socket does not take is offered again`() {
        var outgoing = OutgoingBytes()
        outgoing.append { $0 += [1, 2, 3, 4, 5] }
        var taken: [UInt8] = []
        var room = 3
        func write(_ bytes: UnsafeRawBufferPointer) -> Int {
            let part = bytes.prefix(min(room, 2))
            taken += part
            room -= part.count
            return part.isEmpty ? -1 : part.count
        }
        let stuck = outgoing.flush(write)
        #expect(stuck == -1)
        #expect(taken == [1, 2, 3])
        #expect(!outgoing.isEmpty)
        outgoing.append { $0 += [6] }
        room = 10
        let last = outgoing.flush(write)
        #expect(last > 0)
        #expect(taken == [1, 2, 3, 4, 5, 6])
        #expect(outgoing.isEmpty)
    }

    @Test func `what is given up is not sent`() {
        var outgoing = OutgoingBytes()
        outgoing.append { $0 += Array(repeating: 1, count: 100_000) }
        outgoing.removeAll()
        #expect(outgoing.isEmpty)
        outgoing.append { $0 += [9] }
        var taken: [UInt8] = []
        _ = outgoing.flush { bytes in
            taken += bytes
            return bytes.count
        }
        #expect(taken == [9])
    }

    @Test func `what has gone takes no memory, however slowly the rest goes`() {
        var outgoing = OutgoingBytes()
        var left = 0
        for _ in 0..<200 {
            outgoing.append { $0 += Array(repeating: 1, count: 10_000) }
            left = 9_999
            _ = outgoing.flush { bytes in
                let part = min(left, bytes.count)
                left -= part
                return part
            }
        }
        #expect(outgoing.count == 200)
        var held = 0
        outgoing.append { held = $0.count }
        #expect(held < 100_000)
    }
}
