package import NIOCore

/// What may become of one connection besides HTTP. Confined to the port's event loop.
package protocol UpgradeAttempt: AnyObject {
    /// Whether the request turns the connection into a WebSocket. A refusal is answered by the HTTP route of that path.
    func accepts(_ request: RequestHead, isHTTP11: Bool) -> Bool
    /// The answer is out: takes the connection over.
    func upgrade(_ channel: any Channel) throws
}
