/// Hears of a transfer while it goes on, on the thread that performs it.
package protocol TransferListener: AnyObject {
    /// A connection is being made by this socket.
    func connect(by descriptor: Int32)

    /// A line of an answer's head, interim answers' too.
    ///
    /// - Returns: whether the rest of the request's body is still to be sent; where not, the answer is heard to its end.
    func receive(header: UnsafeRawBufferPointer) -> Bool

    /// More of the answer's body.
    ///
    /// - Returns: whether more is wanted.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool

    /// Asked now and then.
    ///
    /// - Parameter sent: bytes of the request's body that libcurl has given away.
    func shouldStop(sent: Int) -> Bool
}
