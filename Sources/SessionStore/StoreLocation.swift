/// Where a store is: `PATH`, `sqlite:PATH`, `postgres://…` or `postgresql://…`.
package enum StoreLocation: Sendable, Equatable {
    case sqlite(String)
    /// A URL as libpq reads it. It may hold a password: never shown.
    case postgres(String)

    /// - Throws: what is wrong with the text, and nothing of it but a scheme.
    package init(_ text: String) throws(StoreOpenError) {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            // libpq would quote the URL in what it says, password and all.
            guard PostgresURL(text)?.isPlain == true else {
                throw StoreOpenError(
                    "the URL of the PostgreSQL store cannot be read: postgres://USER@HOST:PORT/DATABASE is needed, "
                        + "with everything but letters and digits percent-encoded")
            }
            self = .postgres(text)
            return
        }
        var path = text.hasPrefix("sqlite:") ? String(text.dropFirst("sqlite:".count)) : text
        // sqlite:///PATH is what others call the same file.
        if path.hasPrefix("//") { path = "/" + path.drop { $0 == "/" } }
        guard !path.isEmpty else { throw StoreOpenError("the path of the store is empty") }
        guard !path.contains("://") else {
            throw StoreOpenError("a store is a path, sqlite:PATH or postgres://…; no other kind of URL is known")
        }
        guard !path.contains("\0"), path != ":memory:" else {
            throw StoreOpenError("the store must be a file: nothing would be left of one in memory")
        }
        self = .sqlite(path)
    }

    /// Opens the store, brought up to this version's schema.
    package func open(_ limits: StoreLimits = StoreLimits()) throws(StoreOpenError) -> any SessionStore {
        switch self {
        case .sqlite(let path): try SQLiteStore(path: path, limits: limits)
        case .postgres(let url): try PostgresStore(url: url, limits: limits)
        }
    }
}
