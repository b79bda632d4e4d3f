import HTTPTypes
import NIOCore

extension Problem {
    /// A whole HTTP/1.1 message, after which the connection is closed: for where no encoder may be asked.
    ///
    /// It has headers of fixed text only: nothing of a client's may stand here.
    var message: ByteBuffer {
        let body = bytes
        let lines =
            ["HTTP/1.1 \(status) \(title)"] + headers.map { "\($0.name.rawName): \($0.value)" } + [
                "Content-Type: \(Self.contentType)", "Content-Length: \(body.count)", "Cache-Control: no-store",
                "X-Content-Type-Options: nosniff", "Connection: close", "", "",
            ]
        var message = ByteBuffer(string: lines.joined(separator: "\r\n"))
        message.writeBytes(body)
        return message
    }
}
