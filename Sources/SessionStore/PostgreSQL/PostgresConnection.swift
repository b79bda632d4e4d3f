import CLibpq

/// A connection to PostgreSQL: the one owner of libpq's.
struct PostgresConnection: ~Copyable {
    private let handle: OpaquePointer

    /// Connects.
    ///
    /// - Parameter url: as libpq reads it; what it leaves open comes from PG… variables and the password file.
    static func open(url: String, limits: StoreLimits) throws(StoreFailure) -> PostgresConnection {
        // What stands in the URL comes after, and wins over, what stands before it.
        let options = [
            ("connect_timeout", "\(max(2, Int((limits.connectTimeout / .seconds(1)).rounded(.up))))"),
            ("fallback_application_name", "roomvitals"), ("keepalives_idle", "30"), ("tcp_user_timeout", "30000"),
            ("dbname", url), ("client_encoding", "UTF8"),
        ]
        let opened = withCStrings(options.map(\.0)) { names in
            withCStrings(options.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let opened else { throw StoreFailure(.gone, "no memory for a connection") }
        let connection = PostgresConnection(opened)
        try connection.begin(limits)
        return connection
    }

    private init(_ handle: OpaquePointer) { self.handle = handle }

    private borrowing func begin(_ limits: StoreLimits) throws(StoreFailure) {
        // Notices would go to standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQstatus(handle) == CONNECTION_OK else { throw StoreFailure(.gone, message) }
        let timeout = Int((limits.statementTimeout / .milliseconds(1)).rounded(.up))
        try run(
            Statement(
                .postgres,
                "SET statement_timeout = \(timeout); SET TimeZone = 'UTC'; SET standard_conforming_strings = on"))
    }

    deinit { PQfinish(handle) }

    /// Whether the server is still there, as far as this side has been told.
    borrowing func isAlive() -> Bool {
        PQconsumeInput(handle) == 1 && PQstatus(handle) == CONNECTION_OK
    }

    /// The encoding in which the database keeps texts.
    borrowing func serverEncoding() -> String? {
        PQparameterStatus(handle, "server_encoding").map { String(cString: $0) }
    }

    /// Runs statements without bound values, several at once too.
    borrowing func run(_ statement: Statement) throws(StoreFailure) {
        let result = PostgresResult(PQexec(handle, statement.sql))
        try result.check(else: message)
    }

    /// Runs one statement with its values, and reads its rows.
    borrowing func rows<Value>(
        _ statement: Statement, _ read: (ColumnText) throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> [Value] {
        let texts = statement.values.map { value -> String? in
            switch value {
            case .null: nil
            case .text(let text): text
            case .integer(let number): "\(number)"
            }
        }
        let handle = handle
        let answer = Self.withCStrings(texts) { values in
            PQexecParams(handle, statement.sql, Int32(texts.count), nil, values, nil, nil, 0)
        }
        let result = PostgresResult(answer)
        try result.check(else: message)
        var values: [Value] = []
        values.reserveCapacity(result.rowCount)
        for row in 0..<result.rowCount {
            values.append(try read { column in result.text(row, column) })
        }
        return values
    }

    /// What libpq says of the connection. It quotes no password; should it ever, that is taken out.
    private var message: String {
        let text = String(cString: PQerrorMessage(handle)).split(separator: "\n").joined(separator: " ")
        guard let secret = PQpass(handle).map({ String(cString: $0) }), !secret.isEmpty else { return text }
        var parts: [Substring] = []
        var rest = text[...]
        while let range = rest.firstRange(of: secret) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return (parts + [rest]).joined(separator: "(password)")
    }

    /// Lends texts as an array of C strings that ends with a null pointer.
    private static func withCStrings<Value>(
        _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value
    ) -> Value {
        var bytes: [CChar] = []
        var places: [Int?] = []
        for text in texts {
            places.append(text == nil ? nil : bytes.count)
            guard let text else { continue }
            bytes.append(contentsOf: text.utf8CString)
        }
        return bytes.withUnsafeBufferPointer { buffer in
            let pointers = places.map { place in place.flatMap { buffer.baseAddress?.advanced(by: $0) } } + [nil]
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
