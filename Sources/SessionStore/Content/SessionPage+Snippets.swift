import SessionRecords

extension SessionPage {
    /// Shows where the words stand that were looked for, in transcripts of so many bytes, and for as long as one statement
    /// may take; sessions beyond have no snippet.
    ///
    /// - Parameter transcript: reads one session's; one at a time, for it may be megabytes.
    mutating func addSnippets<Failure>(
        around words: [String]?, _ limits: StoreLimits, _ transcript: (UUIDText) throws(Failure) -> String?
    ) throws(Failure) where Failure: Error {
        guard let words else { return }
        let end = ContinuousClock.now + limits.statementTimeout
        var bytes = 0
        for index in sessions.indices where bytes < limits.snippetBytes && ContinuousClock.now < end {
            guard let text = try transcript(sessions[index].sessionID) else { continue }
            bytes += text.utf8.count
            // What cannot be read is told when the session is asked for.
            guard let lines = try? SessionRow.transcript(text) else { continue }
            sessions[index].snippet = SearchWords.snippet(of: lines, around: words)
        }
    }
}
