/// Events as the HTML standard's event streams write them (`text/event-stream`).
package enum EventText {
    /// Sent first: ms after which a reader that lost the connection comes back.
    package static let retry = Array("retry: 2000\n\n".utf8)
    /// Sent when nothing else was for a while; readers pass over it.
    package static let heartbeat = Array(": heartbeat\n\n".utf8)

    /// - Parameters:
    ///   - name: letters only.
    ///   - id: without a line feed.
    ///   - data: a JSON text in one line.
    package static func event(_ name: StaticString, id: String, data: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + 64)
        bytes.append(contentsOf: "event: \(name)\nid: \(id)\ndata: ".utf8)
        bytes.append(contentsOf: data)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }
}
