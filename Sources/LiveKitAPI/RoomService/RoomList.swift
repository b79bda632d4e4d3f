/// Tells which rooms a server has.
package protocol RoomList: Sendable {
    /// - Parameters:
    ///   - names: of the rooms that are asked for; all of them where it is empty.
    ///   - isCancelled: ends it early.
    func rooms(
        named names: [String], isCancelled: @escaping @Sendable () -> Bool
    ) throws(RoomServiceFailure) -> [RunningRoom]
}
