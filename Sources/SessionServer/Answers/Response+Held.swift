import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

extension Response {
    /// JSON that is handed over piece by piece, as it is read, and counted meanwhile.
    static func json(_ bytes: [UInt8], held: HeldAnswer) -> Response {
        let body = ResponseBody(contentLength: bytes.count) { writer in
            for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
                // A copy: what waits in the connection must not keep the whole.
                let piece = ByteBuffer(bytes: bytes[start..<min(start + pieceBytes, bytes.count)])
                try await writer.write(piece)
            }
            withExtendedLifetime(held) {}
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"], body: body)
    }

    private static let pieceBytes = 65_536
}
