import CZlib
import TestSupport
import Testing

@testable import Recordings

/// Held to zlib, the reference of the format.
@Suite struct GzipInflaterTests {
    private struct Outcome: Equatable {
        var text: [UInt8] = []
        var isWhole = false
    }

    /// - Parameter pieces: the next length of the input and of the room for the output, from 1 on.
    private func unpacked(_ packed: [UInt8], pieces: () -> (input: Int, output: Int)) -> Outcome {
        var outcome = Outcome()
        var inflater = GzipInflater()
        packed.withUnsafeBytes { packed in
            var (start, end) = (0, 0)
            do throws(GzipInflater.Failure) {
                while true {
                    let (input, room) = pieces()
                    if start == end { end = min(packed.count, end + input) }
                    var produced = 0
                    let piece = UnsafeRawBufferPointer(rebasing: packed[start..<end])
                    var failure: GzipInflater.Failure?
                    let text = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                        let room = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: room)
                        do throws(GzipInflater.Failure) {
                            let step = try inflater.inflate(piece, into: room)
                            start += step.consumed
                            count = step.produced
                        } catch {
                            failure = error
                        }
                        produced = count
                    }
                    if let failure { throw failure }
                    outcome.text += text
                    if produced == 0, start == packed.count {
                        try inflater.finish()
                        outcome.isWhole = true
                        return
                    }
                }
            } catch {}
        }
        return outcome
    }

    /// One member, by zlib, all at once.
    private func reference(_ packed: [UInt8], room: Int) -> Outcome {
        var outcome = Outcome()
        var stream = z_stream()
        inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { inflateEnd(&stream) }
        var packed = packed
        packed.withUnsafeMutableBufferPointer { packed in
            stream.next_in = packed.baseAddress
            stream.avail_in = UInt32(packed.count)
            outcome.text = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(room)
                let code = inflate(&stream, Z_NO_FLUSH)
                outcome.isWhole = code == Z_STREAM_END && stream.avail_in == 0
                count = room - Int(stream.avail_out)
            }
        }
        return outcome
    }

    private func packed(_ text: [UInt8], level: Int32, strategy: Int32, windowBits: Int32) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, level, Z_DEFLATED, windowBits + 16, 9, strategy, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        // The bound is a byte short for no text at level 0.
        let room = Int(deflateBound(&stream, UInt(text.count))) + 8
        var text = text
        return text.withUnsafeMutableBufferPointer { text in
            stream.next_in = text.baseAddress
            stream.avail_in = UInt32(text.count)
            return [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(room)
                deflate(&stream, Z_FINISH)
                count = room - Int(stream.avail_out)
            }
        }
    }

    /// Text as recordings have it, runs, and noise.
    private func text(_ random: inout SeededGenerator) -> [UInt8] {
        var text: [UInt8] = []
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                text += (0..<Int.random(in: 0...3_000, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            case 1:
                text += [UInt8](
                    repeating: .random(in: 0...255, using: &random), count: .random(in: 0...70_000, using: &random))
            case 2: text += text.suffix(Int.random(in: 0...40_000, using: &random))
            default:
                for number in 0..<Int.random(in: 0...200, using: &random) {
                    text += Array(
                        "{\"id\":\"O\(number)\",\"bytesSent\":\(Int.random(in: 0..<1_000_000, using: &random))}\n".utf8)
                }
            }
        }
        return text
    }

    @Test("whatever zlib packs is unpacked, in pieces of any size", arguments: 0..<6)
    func whole(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let text = text(&random)
            let packed = packed(
                text, level: .random(in: 0...9, using: &random), strategy: .random(in: 0...4, using: &random),
                windowBits: .random(in: 9...15, using: &random))
            let largest = [1, 3, 100, 5_000, 300_000].randomElement(using: &random) ?? 1
            let found = unpacked(packed) {
                (.random(in: 1...largest, using: &random), .random(in: max(1, largest / 3)...largest, using: &random))
            }
            #expect(found.text == text && found.isWhole)
        }
    }

    @Test("a header with flags that nobody knows is refused, as by zlib, however it comes", arguments: 0..<8)
    func headerFlags(bit: Int) {
        let sound = packed(Array("text\n".utf8), level: 6, strategy: 0, windowBits: 15)
        for place in 0..<4 {
            var packed = sound
            packed[place] ^= 1 << UInt8(bit)
            let wanted = reference(packed, room: 100).isWhole
            for piece in [1, 2, 3, 100] {
                #expect(
                    unpacked(packed) { (piece, 100) }.isWhole == wanted,
                    "byte \(place) of the header, pieces of \(piece)")
                let both = unpacked(sound + packed) { (piece, 100) }
                #expect(both.isWhole == wanted, "byte \(place) of the second header, pieces of \(piece)")
            }
        }
        #expect(unpacked(sound) { (1, 100) }.isWhole)
    }

    @Test("of a damaged file zlib's verdict is given, and not less of its text", arguments: 0..<6)
    func damaged(seed: UInt64) {
        var random = SeededGenerator(seed: 1_000 + seed)
        for _ in 0..<30 {
            let text = text(&random)
            var damaged = packed(
                text, level: .random(in: 0...9, using: &random), strategy: .random(in: 0...4, using: &random),
                windowBits: 15)
            // Behind the header, of which nobody keeps a check sum.
            guard damaged.count > 20 else { continue }
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                damaged[Int.random(in: 10..<damaged.count, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
            }
            let wanted = reference(damaged, room: 40 << 20)
            let largest = [7, 5_000, 300_000].randomElement(using: &random) ?? 1
            let found = unpacked(damaged) { (.random(in: 1...largest, using: &random), largest) }
            #expect(found.isWhole == wanted.isWhole)
            let common = min(found.text.count, wanted.text.count)
            #expect(found.text[..<common] == wanted.text[..<common])
            #expect(found.text.count >= wanted.text.count, "\(found.text.count) of \(wanted.text.count)")
        }
    }
}
