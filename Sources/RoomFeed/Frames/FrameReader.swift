/// Takes a server's frames apart, from pieces of any size, and hands payload on where it lies.
struct FrameReader {
    enum Step {
        /// A part of a message's payload.
        ///
        /// - Parameters:
        ///   - remaining: bytes of the frame that are still to come, as its header claims. A frame of whose payload
        ///     nothing has come yet is told by an empty part.
        ///   - isFinal: whether the part ends the message.
        case payload(UnsafeRawBufferPointer, remaining: Int, isFinal: Bool)
        /// A whole control frame.
        case control(Opcode, payload: [UInt8])
    }

    /// Whether the message under way is binary; of the last payload after the message's end.
    private(set) var isBinary = false
    /// The frame under way.
    private var frame: FrameHeader?
    /// Bytes of its payload that are still to come.
    private var remaining = 0
    private var isInMessage = false
    /// A header that was cut.
    private var head: [UInt8] = []
    /// Of a control frame.
    private var control: [UInt8] = []

    /// - Parameter input: what has come; what was read is taken off its beginning.
    /// - Returns: `nil` where the whole input was read.
    mutating func next(in input: inout UnsafeRawBufferPointer) throws(FrameFault) -> Step? {
        var isNew = false
        if frame == nil {
            guard let header = try readHeader(of: &input) else { return nil }
            try begin(header)
            isNew = true
        }
        guard let frame, isNew || !input.isEmpty else { return nil }
        let count = min(remaining, input.count)
        let part = UnsafeRawBufferPointer(rebasing: input[..<count])
        input = UnsafeRawBufferPointer(rebasing: input[count...])
        remaining -= count
        if remaining == 0 { self.frame = nil }
        guard frame.opcode.isControl else {
            let isFinal = frame.isFinal && remaining == 0
            if isFinal { isInMessage = false }
            return .payload(part, remaining: remaining, isFinal: isFinal)
        }
        control.append(contentsOf: part)
        guard remaining == 0 else { return nil }
        defer { control.removeAll(keepingCapacity: true) }
        return .control(frame.opcode, payload: control)
    }

    private mutating func begin(_ header: FrameHeader) throws(FrameFault) {
        switch header.opcode {
        case .continuation:
            if !isInMessage { throw .continuationOfNothing }
        case .text, .binary:
            if isInMessage { throw .messageWithinMessage }
            isInMessage = true
            isBinary = header.opcode == .binary
        case .close, .ping, .pong: break
        }
        frame = header
        remaining = header.length
    }

    private mutating func readHeader(of input: inout UnsafeRawBufferPointer) throws(FrameFault) -> FrameHeader? {
        if head.isEmpty, let (header, byteCount) = try FrameHeader.read(input) {
            input = UnsafeRawBufferPointer(rebasing: input[byteCount...])
            return header
        }
        // Byte by byte, because what follows the header is not to be copied.
        while let byte = input.first {
            head.append(byte)
            input = UnsafeRawBufferPointer(rebasing: input.dropFirst())
            if let header = try readHead() {
                head.removeAll(keepingCapacity: true)
                return header
            }
        }
        return nil
    }

    private func readHead() throws(FrameFault) -> FrameHeader? {
        let read = head.withUnsafeBytes { bytes in Result { () throws(FrameFault) in try FrameHeader.read(bytes) } }
        return try read.get()?.header
    }
}
