import TestSupport

@testable import RoomFeed

/// What a reader made of a stream, with its payload kept.
enum ReadEvent: Equatable {
    case text([UInt8])
    case binary([UInt8])
    case ping([UInt8])
    case pong
    case close(ServerClose)
    case fault(MessageFault)

    static func text(_ text: String) -> ReadEvent { .text(Array(text.utf8)) }

    /// - Parameter sizes: of the pieces in which the stream comes; the rest comes as one.
    static func read(
        _ stream: [UInt8], sizes: some Sequence<Int> = EmptyCollection(),
        limits: FeedClient.Limits = FeedClient.Limits()
    ) -> [ReadEvent] {
        var reader = MessageReader(limits: limits)
        var events: [ReadEvent] = []
        var rest = stream[...]
        for size in Array(sizes) + [stream.count] {
            // Memory of its own, so that reading beyond it is found by the sanitizer.
            let piece = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            piece.withUnsafeBytes { piece in
                var input = piece
                while let event = reader.next(in: &input) {
                    events.append(ReadEvent(event))
                    if case .fault = event { return }
                }
            }
            if case .fault = events.last { break }
        }
        return events
    }

    private init(_ event: borrowing MessageReader.Event) {
        self =
            switch copy event {
            case .message(let message, isBinary: true): .binary(Array(message))
            case .message(let message, isBinary: false): .text(Array(message))
            case .ping(let payload): .ping(payload)
            case .pong: .pong
            case .close(let close): .close(close)
            case .fault(let fault): .fault(fault)
            }
    }
}

/// A stream of frames that a server may send, made at random, and what is to be read of it.
struct RandomStream {
    private(set) var bytes: [UInt8] = []
    private(set) var events: [ReadEvent] = []

    init(messages: Int, using generator: inout SeededGenerator) {
        for _ in 0..<messages {
            let isBinary = Bool.random(using: &generator)
            let size = [0, 1, 125, 126, 300, 4000, 70_000].randomElement(using: &generator) ?? 0
            let payload = isBinary ? Self.bytes(size, using: &generator) : Self.text(size, using: &generator)
            append(payload, isBinary: isBinary, using: &generator)
        }
    }

    private mutating func append(_ payload: [UInt8], isBinary: Bool, using generator: inout SeededGenerator) {
        let fragments = Int.random(in: 1...4, using: &generator)
        var rest = payload[...]
        for fragment in 1...fragments {
            appendControl(using: &generator)
            let isLast = fragment == fragments
            let part = Array(isLast ? rest : rest.prefix(Int.random(in: 0...rest.count, using: &generator)))
            rest = rest.dropFirst(part.count)
            let opcode: UInt8 = fragment > 1 ? 0 : isBinary ? 2 : 1
            let long = Int.random(in: 0..<8, using: &generator) == 0
            bytes += RawConnection.frame(opcode, part, isFinal: isLast, lengthBytes: long ? 9 : nil)
        }
        events.append(isBinary ? .binary(payload) : .text(payload))
    }

    private mutating func appendControl(using generator: inout SeededGenerator) {
        guard Int.random(in: 0..<3, using: &generator) == 0 else { return }
        let payload = Self.bytes(Int.random(in: 0...125, using: &generator), using: &generator)
        let isPing = Bool.random(using: &generator)
        bytes += RawConnection.frame(isPing ? 9 : 10, payload)
        events.append(isPing ? .ping(payload) : .pong)
    }

    private static func bytes(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static func text(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        var text: [UInt8] = []
        while text.count < count {
            let character = ["a", "\u{E4}", "\u{20AC}", "\u{1F600}", "plain text without end"].randomElement(
                using: &generator)
            text += Array((character ?? "").utf8)
        }
        return text
    }
}
