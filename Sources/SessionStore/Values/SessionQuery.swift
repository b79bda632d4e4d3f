package import SessionRecords

/// Which sessions are looked for.
package struct SessionQuery: Sendable, Equatable {
    package var reader: SessionReader
    /// Sessions of a page, from 1.
    package var limit: Int
    /// Behind which session the page begins; `nil` for the first page.
    package var position: SessionPosition?
    package var mode: SessionRecord.Mode?
    /// `start_time` from this moment on, ms since 1970.
    package var from: Double?
    /// `start_time` before this moment.
    package var to: Double?
    package var category: UUIDText?
    package var userID: String?
    /// Words that all have to begin words of the transcript; `nil` asks for none.
    package var words: [String]?

    package init(
        reader: SessionReader, limit: Int = 50, position: SessionPosition? = nil, mode: SessionRecord.Mode? = nil,
        from: Double? = nil, to: Double? = nil, category: UUIDText? = nil, userID: String? = nil,
        words: [String]? = nil
    ) {
        self.reader = reader
        self.limit = limit
        self.position = position
        self.mode = mode
        self.from = from
        self.to = to
        self.category = category
        self.userID = userID
        self.words = words
    }
}

/// A place in the order of sessions: newest first, and by id where two began at once.
package struct SessionPosition: Sendable, Equatable {
    /// ms since 1970.
    package var startTime: Double
    package var sessionID: UUIDText

    package init(startTime: Double, sessionID: UUIDText) {
        self.startTime = startTime
        self.sessionID = sessionID
    }
}

package struct SessionPage: Sendable, Equatable {
    package var sessions: [SessionSummary]
    /// Where the next page begins; `nil` on the last one.
    package var next: SessionPosition?

    package init(sessions: [SessionSummary], next: SessionPosition?) {
        self.sessions = sessions
        self.next = next
    }
}
