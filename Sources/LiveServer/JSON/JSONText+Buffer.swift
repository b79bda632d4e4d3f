import NIOCore

extension JSONText {
    /// What has been written, copied, for readers who share it.
    var buffer: ByteBuffer { withBytes { ByteBuffer(bytes: $0) } }
}
