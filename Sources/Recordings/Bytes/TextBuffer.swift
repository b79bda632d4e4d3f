/// Memory for some text of a recording. Whoever holds it alone may write: it is handed from thread to thread as a whole.
final class TextBuffer: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    /// Pages that nothing is written to are never touched.
    init(count: Int) {
        bytes = .allocate(byteCount: count, alignment: 64)
    }

    deinit { bytes.deallocate() }
}
