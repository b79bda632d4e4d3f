import CLibpq
import Glibc

/// A connection to PostgreSQL: the one owner of libpq's.
struct PostgresConnection: ~Copyable {
    private let handle: OpaquePointer
    private let hurry: PostgresHurry
    /// For one statement, from its sending to its last row.
    private let answerTimeout: Duration

    /// Connects.
    ///
    /// - Parameter url: as libpq reads it; what it leaves open comes from PG… variables and the password file.
    static func open(
        url: String, limits: StoreLimits, hurry: PostgresHurry = PostgresHurry()
    ) throws(StoreFailure) -> PostgresConnection {
        // What stands in the URL comes after, and wins over, what stands before it.
        let unreadFile = PostgresPasswordFile.unread(named: PostgresURL(url)?.passwordFile)
        var options = [
            ("connect_timeout", "\(max(2, Int((limits.connectTimeout / .seconds(1)).rounded(.up))))"),
            ("fallback_application_name", "roomvitals"), ("keepalives_idle", "30"), ("tcp_user_timeout", "30000"),
            ("dbname", url), ("client_encoding", "UTF8"),
        ]
        if unreadFile != nil { options.append(("passfile", PostgresPasswordFile.none)) }
        let opened = withCStrings(options.map(\.0)) { names in
            withCStrings(options.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let opened else { throw StoreFailure(.gone, "no memory for a connection") }
        let connection = PostgresConnection(opened, limits, hurry)
        do throws(StoreFailure) {
            try connection.begin(limits)
        } catch {
            guard let unreadFile else { throw error }
            throw StoreFailure(
                error.kind,
                error.detail + "; the password file \(unreadFile) is not read while others may read it: chmod 600 it")
        }
        return connection
    }

    private init(_ handle: OpaquePointer, _ limits: StoreLimits, _ hurry: PostgresHurry) {
        self.handle = handle
        self.hurry = hurry
        answerTimeout = limits.statementTimeout + limits.answerGrace
    }

    private borrowing func begin(_ limits: StoreLimits) throws(StoreFailure) {
        // Notices would go to standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQstatus(handle) == CONNECTION_OK else { throw StoreFailure(.gone, message) }
        // What is sent must not wait for the server either.
        guard PQsetnonblocking(handle, 1) == 0 else { throw StoreFailure(.gone, message) }
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
    ///
    /// - Parameter limit: for the answer; usually a statement's.
    borrowing func run(_ statement: Statement, within limit: Duration? = nil) throws(StoreFailure) {
        guard PQsendQuery(handle, statement.sql) == 1 else { throw StoreFailure(.gone, message) }
        try lastResult(within: limit).check(else: message)
    }

    /// Runs one statement with its values, and reads its rows.
    borrowing func rows<Value>(
        _ statement: Statement, within limit: Duration? = nil,
        _ read: (ColumnText) throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> [Value] {
        let texts = statement.values.map { value -> String? in
            switch value {
            case .null: nil
            case .text(let text): text
            case .integer(let number): "\(number)"
            }
        }
        let handle = handle
        let isSent = Self.withCStrings(texts) { values in
            PQsendQueryParams(handle, statement.sql, Int32(texts.count), nil, values, nil, nil, 0)
        }
        guard isSent == 1 else { throw StoreFailure(.gone, message) }
        let result = try lastResult(within: limit)
        try result.check(else: message)
        var values: [Value] = []
        values.reserveCapacity(result.rowCount)
        for row in 0..<result.rowCount {
            values.append(try read { column in result.text(row, column) })
        }
        return values
    }

    /// Sends what waits, and reads results until there is no more: the first that failed, or the last. A connection whose
    /// server is silent is of no use any more, and ends.
    private borrowing func lastResult(within limit: Duration?) throws(StoreFailure) -> PostgresResult {
        let wait = PostgresWait(limit ?? answerTimeout, hurry)
        do throws(StoreFailure) {
            while true {
                let left = PQflush(handle)
                guard left >= 0 else { break }
                if left == 0 { break }
                try wait.wait(for: PQsocket(handle), toWrite: true)
                // A server that has much to say reads no more until that is taken.
                guard PQconsumeInput(handle) == 1 else { break }
            }
            var last: OpaquePointer?
            while true {
                while PQisBusy(handle) == 1 {
                    do throws(StoreFailure) {
                        try wait.wait(for: PQsocket(handle), toWrite: false)
                    } catch {
                        PQclear(last)
                        throw error
                    }
                    // What broke is told by the result that follows.
                    guard PQconsumeInput(handle) == 1 else { break }
                }
                guard let next = PQgetResult(handle) else { return PostgresResult(last) }
                guard last == nil || PQresultStatus(last) != PGRES_FATAL_ERROR else {
                    PQclear(next)
                    continue
                }
                PQclear(last)
                last = next
            }
        } catch {
            // Nothing more is said on it: what takes leave would wait as well.
            _ = Glibc.shutdown(PQsocket(handle), Int32(SHUT_RDWR))
            throw error
        }
    }

    /// What libpq says of the connection. It quotes no password; should it ever, that is taken out.
    private var message: String {
        let text = String(cString: PQerrorMessage(handle)).split { $0 == "\n" || $0 == "\t" }.joined(
            separator: " ")
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
