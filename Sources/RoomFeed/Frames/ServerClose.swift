/// What a server's close frame says, and what it is to be answered with (RFC 6455 sections 5.5.1 and 7.4).
struct ServerClose: Equatable {
    let failure: FeedFailure
    /// The payload of the answer: the server's own, or the code that names what is wrong with it.
    let answer: [UInt8]

    init(_ payload: [UInt8]) {
        guard payload.count >= 2 else {
            let isEmpty = payload.isEmpty
            failure =
                isEmpty
                ? .closedByServer(code: nil, reason: "") : .protocolViolation("a close frame with half a code")
            answer = isEmpty ? [] : CloseCode.payload(1002)
            return
        }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard CloseCode.isReceivable(code) else {
            failure = .protocolViolation("a close frame with code \(code)")
            answer = CloseCode.payload(1002)
            return
        }
        guard let reason = String(validating: payload.dropFirst(2), as: UTF8.self) else {
            failure = .protocolViolation("a close frame whose reason is not UTF-8")
            answer = CloseCode.payload(1007)
            return
        }
        failure = .closedByServer(code: code, reason: reason)
        answer = payload
    }
}
