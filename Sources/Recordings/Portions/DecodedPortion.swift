/// A portion whose lines have been read, each for itself: what it comes to is for `RecordingAssembly` to say.
struct DecodedPortion: Sendable {
    enum Step: Sendable {
        /// The next of the items.
        case item(from: TextMark, isCut: Bool)
        case wantedMore(TextMark)
    }

    var items: [RecordingReader.Item] = []
    var steps: [Step] = []
    var progress = RecordingProgress(bytesRead: 0)
    var end: Portion.End?

    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
        steps.removeAll(keepingCapacity: true)
        end = nil
    }
}
