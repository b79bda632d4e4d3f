import CIsal

/// Unpacks gzip, any number of members one after the other, piece by piece.
///
/// Owns ISA-L's state. Source: RFC 1952; zeros after the last member are padding, as gzip(1) has it.
struct GzipInflater: ~Copyable {
    enum Failure: Error, Equatable {
        case truncated, checksumMismatch, trailingGarbage
        case damaged(String)
    }

    private enum State: Equatable {
        case beforeFirstMember, inMember, betweenMembers, padding, failed(Failure)
    }

    /// 85 KiB, with tables and a window in it, for which it must not move.
    private let stream: UnsafeMutablePointer<inflate_state>
    private var state = State.beforeFirstMember
    private var members: UInt64 = 0
    /// The present member's first bytes, up to its flags: ISA-L does not look whether they are known ones.
    private var header: UInt32 = 0
    private var headerCount = 0
    /// There may be more output without more input: ISA-L holds back what found no room.
    private var outputIsPending = false

    init() {
        stream = .allocate(capacity: 1)
        isal_inflate_init(stream)
    }

    deinit { stream.deallocate() }

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
        while consumed < input.count || outputIsPending {
            switch state {
            case .failed(let failure):
                let count = takeHeld(output)
                guard count > 0 else { throw failure }
                return (consumed, count)
            case .beforeFirstMember:
                beginMember()
            case .betweenMembers, .padding:
                if input[consumed] == 0 {
                    state = .padding
                    consumed += 1
                } else if state == .betweenMembers, input[consumed] == 0x1f {
                    beginMember()
                } else {
                    state = .failed(.trailingGarbage)
                }
            case .inMember:
                if headerCount < 4, !isKnownHeader(goingOnWith: input[consumed...]) {
                    state = .failed(.damaged("unknown header flags"))
                    continue
                }
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

    private mutating func beginMember() {
        isal_inflate_reset(stream)
        stream.pointee.crc_flag = UInt32(ISAL_GZIP)
        (header, headerCount) = (0, 0)
        members &+= 1
        state = .inMember
    }

    /// RFC 1952, 2.3.1.2: reserved flags must be zero, and a reader must not go on where they are not.
    private mutating func isKnownHeader(goingOnWith input: Slice<UnsafeRawBufferPointer>) -> Bool {
        for byte in input.prefix(4 - headerCount) {
            header = header << 8 | UInt32(byte)
            headerCount += 1
        }
        // Another start than gzip's, with its method, is for ISA-L to complain of.
        return headerCount < 4 || header >> 8 != 0x1f_8b_08 || header & 0xe0 == 0
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
        let before = stream.pointee.block_state
        let code = isal_inflate(stream)
        let step = (consumed: Int(given - stream.pointee.avail_in), produced: Int(room - stream.pointee.avail_out))
        outputIsPending = false
        if code < 0 {
            state = .failed(failure(code))
            outputIsPending = true
        } else if stream.pointee.block_state == ISAL_BLOCK_FINISH {
            // The bits that it reads ahead are no more than the check sum and the length, which it has compared.
            state = .betweenMembers
        } else if step != (0, 0) || stream.pointee.block_state != before {
            outputIsPending = step.produced > 0 || stream.pointee.block_state == ISAL_BLOCK_INPUT_DONE
        } else if given > 0 {
            // Neither reads nor writes: it would stand still for ever.
            state = .failed(.damaged("cannot be gone on with"))
        }
        return step
    }

    /// What came before the damage, and found no room.
    private mutating func takeHeld(_ output: UnsafeMutableRawBufferPointer) -> Int {
        let held = Int(stream.pointee.tmp_out_valid - stream.pointee.tmp_out_processed)
        let count = min(held, output.count)
        if count > 0 { output.copyMemory(from: UnsafeRawBufferPointer(start: isal_inflate_held(stream), count: count)) }
        stream.pointee.tmp_out_processed += Int32(count)
        return count
    }

    private func failure(_ code: Int32) -> Failure {
        switch code {
        case ISAL_INCORRECT_CHECKSUM: .checksumMismatch
        case ISAL_INVALID_WRAPPER where members > 1: .trailingGarbage
        case ISAL_INVALID_WRAPPER: .damaged("no gzip header")
        case ISAL_UNSUPPORTED_METHOD: .damaged("unknown compression method")
        case ISAL_INVALID_BLOCK: .damaged("invalid block")
        case ISAL_INVALID_SYMBOL: .damaged("invalid code")
        case ISAL_INVALID_LOOKBACK: .damaged("invalid distance: too far back")
        case let other: .damaged("code \(other)")
        }
    }
}
