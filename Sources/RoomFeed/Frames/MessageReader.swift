import WireText

/// Makes messages of a server's bytes, within the limits, and finds whatever is wrong with them.
struct MessageReader: ~Copyable {
    enum Event {
        /// Valid until the next call; a text is UTF-8.
        case message(UnsafeRawBufferPointer, isBinary: Bool)
        case ping([UInt8])
        case pong
        case close(ServerClose)
        /// Nothing that comes after it has a meaning.
        case fault(MessageFault)
    }

    private var frames = FrameReader()
    private var validation = UTF8Validation()
    private var assembly: MessageAssembly

    init(limits: FeedClient.Limits) {
        assembly = MessageAssembly(
            messageLimit: limits.messageBytes, fragmentLimit: limits.fragmentsPerMessage)
    }

    /// Forgets what came of a connection that has ended.
    mutating func reset() {
        frames = FrameReader()
        validation.reset()
        assembly.reset()
    }

    /// - Parameter input: what has come; what was read is taken off its beginning.
    /// - Returns: `nil` where the whole input was read.
    mutating func next(in input: inout UnsafeRawBufferPointer) -> Event? {
        do throws(FrameFault) {
            while let step = try frames.next(in: &input) {
                switch step {
                case .payload(let part, let remaining, let isFinal):
                    if let event = take(part, remaining: remaining, isFinal: isFinal) { return event }
                case .control(.ping, let payload): return .ping(payload)
                case .control(.pong, _): return .pong
                case .control(_, let payload): return .close(ServerClose(payload))
                }
            }
            return nil
        } catch {
            return .fault(.frame(error))
        }
    }

    private mutating func take(_ part: UnsafeRawBufferPointer, remaining: Int, isFinal: Bool) -> Event? {
        let isBinary = frames.isBinary
        // The size first, which its header tells of a frame, so that a fault is the same wherever the stream was cut.
        let outcome = assembly.take(part, remaining: remaining, isFinal: isFinal)
        if case .tooLarge = outcome { return .fault(.tooLarge) }
        if !isBinary {
            guard validation.take(part), !isFinal || validation.isComplete else { return .fault(.invalidText) }
        }
        return switch outcome {
        case .partial: nil
        case .complete(let message): .message(message, isBinary: isBinary)
        case .tooLarge: .fault(.tooLarge)
        case .tooManyFragments: .fault(.tooManyFragments)
        }
    }
}

/// Why the messages of a connection cannot be read on.
enum MessageFault: Error, Equatable {
    case frame(FrameFault)
    case invalidText
    case tooLarge, tooManyFragments

    /// What the server is told (RFC 6455 section 7.4.1).
    var closeCode: UInt16 {
        switch self {
        case .frame: 1002
        case .invalidText: 1007
        case .tooLarge, .tooManyFragments: 1009
        }
    }

    func failure(limits: FeedClient.Limits) -> FeedFailure {
        switch self {
        case .frame(let fault): .protocolViolation("\(fault)")
        case .invalidText: .invalidText
        case .tooLarge: .messageTooLarge(limit: limits.messageBytes)
        case .tooManyFragments: .tooManyFragments(limit: limits.fragmentsPerMessage)
        }
    }
}
