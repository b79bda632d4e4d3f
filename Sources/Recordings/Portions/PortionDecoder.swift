import VitalsJSON

/// Decodes portions of one recording, on any thread but one at a time.
struct PortionDecoder: ~Copyable {
    private let name: String
    private let limits: RecordingLimits
    private var decoder: StreamDecoder

    /// - Parameter name: of the recording.
    init(_ name: String, limits: RecordingLimits) {
        self.name = name
        self.limits = limits
        decoder = StreamDecoder(limits: DecodeLimits(messageBytes: limits.lineBytes))
    }

    /// - Parameter decoded: empty.
    mutating func decode(_ portion: borrowing Portion, into decoded: inout DecodedPortion) {
        let text = UnsafeRawBufferPointer(portion.text.bytes)
        for step in portion.steps {
            switch step {
            case .line(let range, let number, let mark, let isCut):
                let bytes = UnsafeRawBufferPointer(rebasing: text[range])
                decoded.items.append(item(bytes, readableBehind: text.count - range.upperBound, number))
                decoded.steps.append(.item(from: mark, isCut: isCut))
            case .tooLong(let number, let mark, let isCut):
                let failure = DecodeFailure(.tooLarge, limit: limits.lineBytes)
                decoded.items.append(damaged(number, failure))
                decoded.steps.append(.item(from: mark, isCut: isCut))
            case .wantedMore(let mark):
                decoded.steps.append(.wantedMore(mark))
            }
        }
        decoded.progress = portion.progress
        decoded.end = portion.end
    }

    /// Empties what has been folded, and keeps its room.
    mutating func reuse(_ decoded: inout DecodedPortion) {
        while let item = decoded.items.popLast() {
            switch consume item {
            case .line(let line): decoder.reuse(consume line)
            case .damaged: break
            }
        }
        decoded.removeAll()
    }

    private mutating func item(
        _ bytes: UnsafeRawBufferPointer, readableBehind: Int, _ number: UInt64
    ) -> RecordingReader.Item {
        do {
            return .line(try decoder.decodeRecordedLine(bytes, readableBehind: readableBehind))
        } catch {
            return damaged(number, error)
        }
    }

    private func damaged(_ number: UInt64, _ failure: DecodeFailure) -> RecordingReader.Item {
        .damaged(DamagedLine(file: name, number: number, failure: failure))
    }
}
