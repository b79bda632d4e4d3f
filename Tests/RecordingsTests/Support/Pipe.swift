import Foundation
import Recordings

/// A pipe whose writing end a thread feeds in pieces; its reading end has a path like any file.
final class FedPipe {
    private let pipe = Foundation.Pipe()
    private let bytes: [UInt8]
    private let pieceBytes: Int

    init(_ bytes: [UInt8], pieceBytes: Int) {
        self.bytes = bytes
        self.pieceBytes = pieceBytes
    }

    var source: RecordingSource { .file("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") }

    /// Feeds while `body` reads. `body` opens the source first and then says so.
    func feed() {
        let writer = pipe.fileHandleForWriting.fileDescriptor
        let (bytes, pieceBytes) = (bytes, pieceBytes)
        Thread.detachNewThread {
            var offset = 0
            while offset < bytes.count {
                let count = min(pieceBytes, bytes.count - offset)
                let written = bytes.withUnsafeBytes { write(writer, $0.baseAddress.map { $0 + offset }, count) }
                guard written > 0 else { break }
                offset += written
            }
            close(writer)
        }
    }

    deinit { try? pipe.fileHandleForReading.close() }
}
