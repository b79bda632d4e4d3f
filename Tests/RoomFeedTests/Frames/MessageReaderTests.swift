import TestSupport
import Testing

@testable import RoomFeed

@Suite struct MessageReaderTests {
    @Test func `the frames of RFC 6455 section 5_7 are read`() {
        let stream: [UInt8] =
            [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]
            + [0x01, 0x03, 0x48, 0x65, 0x6C] + [0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F] + [0x80, 0x02, 0x6C, 0x6F]
            + [0x8A, 0x00] + [0x82, 0x7E, 0x01, 0x00] + Array(repeating: 7, count: 256) + [0x88, 0x02, 0x03, 0xE8]
        let events = ReadEvent.read(stream)
        #expect(
            events == [
                .text("Hello"), .ping(Array("Hello".utf8)), .text("Hello"), .pong,
                .binary(Array(repeating: 7, count: 256)), .close(ServerClose([0x03, 0xE8])),
            ])
    }

    @Test func `a whole message is handed on where it lies`() {
        let stream: [UInt8] = [0x81, 0x02, 0x68, 0x69, 0x82, 0x01, 0xFF]
        var reader = MessageReader(limits: FeedClient.Limits())
        stream.withUnsafeBytes { bytes in
            var input = bytes
            guard case .message(let first, false) = reader.next(in: &input) else {
                Issue.record("no text")
                return
            }
            #expect(first.baseAddress == bytes.baseAddress.map { $0 + 2 })
            #expect(Array(first) == [0x68, 0x69])
            guard case .message(let second, true) = reader.next(in: &input) else {
                Issue.record("no binary")
                return
            }
            #expect(second.baseAddress == bytes.baseAddress.map { $0 + 6 })
            #expect(input.isEmpty)
        }
    }

    @Test(
        arguments: [
            ([0x80, 0x00], .frame(.continuationOfNothing)),
            ([0x01, 0x00, 0x81, 0x00], .frame(.messageWithinMessage)),
            ([0x01, 0x00, 0x02, 0x00], .frame(.messageWithinMessage)),
            ([0x81, 0x01, 0xFF], .invalidText),
            ([0x81, 0x01, 0xC3], .invalidText),
            ([0x01, 0x01, 0xE2, 0x80, 0x01, 0x82], .invalidText),
            ([0x81, 0x03, 0xFF], .invalidText),
            ([0x81, 0x84], .frame(.masked)),
        ] as [([UInt8], MessageFault)])
    func `what is wrong ends the reading`(stream: [UInt8], fault: MessageFault) {
        let once = ReadEvent.read(stream)
        #expect(once == [.fault(fault)])
        let byteByByte = ReadEvent.read(stream, sizes: stream.map { _ in 1 })
        #expect(byteByByte == [.fault(fault)])
    }

    @Test func `a continuation after a message's end belongs to nothing`() {
        let events = ReadEvent.read([0x81, 0x01, 0x61, 0x80, 0x01, 0x62])
        #expect(events == [.text("a"), .fault(.frame(.continuationOfNothing))])
    }

    @Test func `every cut of a stream gives the same events`() {
        let stream =
            RawConnection.frame(1, Array("snow\u{2603}".utf8), isFinal: false) + RawConnection.frame(9, [1, 2, 3])
            + RawConnection.frame(0, Array("\u{1F600}man".utf8), lengthBytes: 9) + RawConnection.frame(10, [])
            + RawConnection.frame(2, Array(repeating: 5, count: 130)) + RawConnection.frame(2, [])
            + RawConnection.close(1001, "bye")
        let whole = ReadEvent.read(stream)
        #expect(whole.count == 6)
        for first in 0...stream.count {
            for second in 0...(stream.count - first) {
                let cut = ReadEvent.read(stream, sizes: [first, second])
                if cut != whole { Issue.record("cut at \(first) and \(first + second): \(cut)") }
            }
        }
        let byteByByte = ReadEvent.read(stream, sizes: stream.map { _ in 1 })
        #expect(byteByByte == whole)
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `random streams are read the same whatever their cuts`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let stream = RandomStream(messages: 12, using: &generator)
        let longest = [3, 100, 5000, 70_000].randomElement(using: &generator) ?? 1
        var sizes: [Int] = []
        while sizes.reduce(0, +) < min(stream.bytes.count, 200 * longest) {
            sizes.append(Int.random(in: 0...longest, using: &generator))
        }
        let whole = ReadEvent.read(stream.bytes)
        #expect(whole == stream.events)
        let cut = ReadEvent.read(stream.bytes, sizes: sizes)
        #expect(cut == stream.events)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `spoiled streams and noise are read to a fault or to their end, whatever their cuts`(seed: UInt64) {
        var generator = SeededGenerator(seed: 1000 + seed)
        let good = RandomStream(messages: 6, using: &generator).bytes
        var faults = 0
        for round in 0..<2000 {
            var stream = round % 2 == 0 ? Array(good.prefix(3000)) : []
            if stream.isEmpty {
                stream = (0..<Int.random(in: 1...300, using: &generator)).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
            } else {
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    stream[Int.random(in: 0..<stream.count, using: &generator)] = .random(
                        in: 0...255, using: &generator)
                }
            }
            let whole = ReadEvent.read(stream)
            let sizes = (0..<50).map { _ in Int.random(in: 0...40, using: &generator) }
            let cut = ReadEvent.read(stream, sizes: sizes)
            if cut != whole { Issue.record("round \(round): \(whole.last as Any) and \(cut.last as Any)") }
            if case .fault = whole.last { faults += 1 }
        }
        #expect(faults > 500)
    }

    @Test(arguments: [4, 100, Int.max])
    func `a message that is too large is refused by its header`(claimed: Int) {
        var limits = FeedClient.Limits()
        limits.messageBytes = 3
        let header = RawConnection.frame(2, [], lengthBytes: 9, claimedLength: UInt64(claimed))
        let events = ReadEvent.read(header, limits: limits)
        #expect(events == [.fault(.tooLarge)])
    }

    @Test func `what is claimed takes no memory before it comes`() {
        var limits = FeedClient.Limits()
        limits.messageBytes = 1 << 60
        let header = RawConnection.frame(2, [1, 2, 3], claimedLength: 1 << 59)
        let events = ReadEvent.read(header, sizes: [10, 1, 1], limits: limits)
        #expect(events.isEmpty)
    }

    @Test func `the limits hold for a message's fragments together`() {
        var limits = FeedClient.Limits()
        (limits.messageBytes, limits.fragmentsPerMessage) = (4, 3)
        let two = RawConnection.frame(2, [1, 2], isFinal: false)
        let tooLarge = ReadEvent.read(
            two + RawConnection.frame(0, [], lengthBytes: 9, claimedLength: 3), limits: limits)
        #expect(tooLarge == [.fault(.tooLarge)])
        let empty = RawConnection.frame(0, [], isFinal: false)
        let tooMany = ReadEvent.read(two + empty + empty + empty, limits: limits)
        #expect(tooMany == [.fault(.tooManyFragments)])
        let fits = ReadEvent.read(two + empty + RawConnection.frame(0, [3, 4]), limits: limits)
        #expect(fits == [.binary([1, 2, 3, 4])])
    }

    @Test func `a reader that is used again has forgotten everything`() {
        var reader = MessageReader(limits: FeedClient.Limits())
        let half: [UInt8] = [0x01, 0x02, 0xE2, 0x82, 0x00, 0x7E]
        let whole: [UInt8] = [0x81, 0x01, 0x61]
        half.withUnsafeBytes { bytes in
            var input = bytes
            let event = reader.next(in: &input)
            if event != nil { Issue.record("half a message is none") }
        }
        reader.reset()
        whole.withUnsafeBytes { bytes in
            var input = bytes
            guard case .message(let message, false) = reader.next(in: &input) else {
                Issue.record("no text")
                return
            }
            #expect(Array(message) == [0x61])
        }
    }

    @Test func `each fault has a close code and a failure`() {
        let limits = FeedClient.Limits()
        #expect(MessageFault.frame(.masked).closeCode == 1002)
        #expect(MessageFault.invalidText.closeCode == 1007)
        #expect(MessageFault.tooLarge.closeCode == 1009)
        #expect(MessageFault.tooManyFragments.closeCode == 1009)
        #expect(MessageFault.frame(.masked).failure(limits: limits) == .protocolViolation("a masked frame"))
        #expect(MessageFault.tooLarge.failure(limits: limits) == .messageTooLarge(limit: 1 << 20))
    }
}
