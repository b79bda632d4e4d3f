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
