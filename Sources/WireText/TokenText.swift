extension String {
    /// The text without access tokens. A server repeats a token that it does not take, whole: whoever reads that in a log
    /// could take it elsewhere.
    package var withoutTokens: String {
        replacing(/[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/, with: "(a token)")
    }
}
