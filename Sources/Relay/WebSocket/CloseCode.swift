/// Close codes of RFC 6455 section 7.4 and its registry that the relay uses.
struct CloseCode: RawRepresentable, Sendable, Hashable {
    var rawValue: UInt16

    static let normal = CloseCode(rawValue: 1000)
    static let goingAway = CloseCode(rawValue: 1001)
    static let protocolError = CloseCode(rawValue: 1002)
    static let unacceptableData = CloseCode(rawValue: 1003)
    static let badText = CloseCode(rawValue: 1007)
    static let policyViolation = CloseCode(rawValue: 1008)
    static let messageTooBig = CloseCode(rawValue: 1009)
    static let tryAgainLater = CloseCode(rawValue: 1013)

    /// Whether a peer may send it: neither reserved (1004, 1005, 1006, 1015) nor outside what is assigned.
    var isAllowedOnTheWire: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
