extension RoomSession {
    /// All that the session knows, as bytes of `StateArchive.format`: a session made of them goes on as this one would.
    ///
    /// The limits are not among it.
    public var state: [UInt8] {
        var copy = self
        var archive = StateArchive()
        // Writing never fails.
        try? copy.carry(through: &archive)
        return archive.bytes
    }

    /// A session that goes on where the one of `state` was.
    ///
    /// - Throws: where the bytes are not a state, or one beyond the limits.
    public init(state: [UInt8], limits: SessionLimits = SessionLimits()) throws(StateFault) {
        self.init(limits: limits)
        var archive = StateArchive(reading: state)
        try carry(through: &archive)
        try archive.finish()
    }
}
