import CZlib

/// Unpacks gzip, any number of members one after the other, piece by piece.
///
/// Owns zlib's state. Source: RFC 1952; zeros after the last member are padding, as gzip(1) has it.
struct GzipInflater: ~Copyable {
    enum Failure: Error, Equatable {
        case truncated, checksumMismatch, trailingGarbage, outOfMemory
        case damaged(String)
    }

    private enum State: Equatable {
        case beforeFirstMember, inMember, betweenMembers, padding, failed(Failure)
    }

    /// zlib keeps a pointer back to this, so that it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var state = State.beforeFirstMember
    private var members: UInt64 = 0
    /// zlib may hold back the end of a match that found no room.
    private var outputIsPending = false

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
    }

    deinit {
        // Harmless on a stream that was never begun: it says Z_STREAM_ERROR.
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Whether data with this start are gzip.
    static func recognises(_ start: UnsafeRawBufferPointer) -> Bool {
        start.count >= 2 && start[0] == 0x1f && start[1] == 0x8b
    }

    /// Unpacks some of `input`, which may be empty, into `output`, which may not.
    ///
    /// Produces nothing only when it has consumed everything and more input is needed, and throws only
    /// when no more output can be had from before the failure.
    mutating func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Failure) -> (consumed: Int, produced: Int) {
        var consumed = 0
        while consumed < input.count || (state == .inMember && outputIsPending) {
            switch state {
            case .failed(let failure):
                throw failure
            case .beforeFirstMember:
                try beginMember()
            case .betweenMembers, .padding:
                if input[consumed] == 0 {
                    state = .padding
                    consumed += 1
                } else if state == .betweenMembers, input[consumed] == 0x1f {
                    try beginMember()
                } else {
                    state = .failed(.trailingGarbage)
                }
            case .inMember:
                let step = inflateMember(UnsafeRawBufferPointer(rebasing: input[consumed...]), into: output)
                consumed += step.consumed
                if step.produced > 0 { return (consumed, step.produced) }
            }
        }
        return (consumed, 0)
    }

    /// Says that there is no more input.
    mutating func finish() throws(Failure) {
        switch state {
        case .betweenMembers, .padding: return
        case .failed(let failure): throw failure
        case .beforeFirstMember, .inMember: throw .truncated
        }
    }

    private mutating func beginMember() throws(Failure) {
        // 15: the largest window; + 16: gzip wrapping only. (`inflateInit2` is a macro.)
        let code =
            members == 0
            ? inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            : inflateReset(stream)
        guard code == Z_OK else { throw .outOfMemory }
        members &+= 1
        state = .inMember
    }

    private mutating func inflateMember(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (consumed: Int, produced: Int) {
        let given = UInt32(clamping: input.count)
        let room = UInt32(clamping: output.count)
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = given
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = room
        let code = CZlib.inflate(stream, Z_NO_FLUSH)
        switch code {
        case Z_OK: break
        case Z_BUF_ERROR where given == 0: break
        case Z_STREAM_END: state = .betweenMembers
        case Z_MEM_ERROR: state = .failed(.outOfMemory)
        default: state = .failed(failure())
        }
        outputIsPending = stream.pointee.avail_out == 0
        return (Int(given - stream.pointee.avail_in), Int(room - stream.pointee.avail_out))
    }

    /// What zlib's complaint means; only its text tells the cases apart.
    private func failure() -> Failure {
        guard let message = stream.pointee.msg else { return .damaged("unknown") }
        switch String(cString: message) {
        case "incorrect data check", "incorrect length check": return .checksumMismatch
        case "incorrect header check" where members > 1: return .trailingGarbage
        case let text: return .damaged(text)
        }
    }
}
