import SwiftProtobuf

/// What a room asks of the engine.
protocol RoomEngine: Sendable {
    /// Asks for something; an answer is brought to `inbox`.
    ///
    /// - Parameter make: makes the request, with an id of its own.
    /// - Returns: that id.
    @discardableResult
    func ask(_ inbox: EngineInbox?, _ make: (UInt64) -> EngineRequest) throws(EngineFailure) -> UInt64

    /// Nothing is brought to it any more.
    func close(_ inbox: EngineInbox)
}

extension RoomEngine {
    /// Leaves a room that nobody takes up. One that is not even told to begin would be given up by the engine as broken.
    ///
    /// - Parameter goodbye: is told the request's id before it is made.
    func abandon(_ room: UInt64, goodbye: (UInt64) -> Void) {
        _ = try? ask(nil) { _ in .with { $0.readyForRoomEvent = .with { $0.roomHandle = room } } }
        _ = try? ask(nil) { id in
            goodbye(id)
            return .with {
                $0.disconnect = .with {
                    $0.roomHandle = room
                    $0.requestAsyncID = id
                }
            }
        }
    }
}
