import CLibpq

/// What PostgreSQL answered: the one owner of libpq's result.
struct PostgresResult: ~Copyable {
    private let handle: OpaquePointer?

    init(_ handle: OpaquePointer?) { self.handle = handle }

    deinit { PQclear(handle) }

    var rowCount: Int { Int(PQntuples(handle)) }

    /// A column's text; `nil` for NULL.
    borrowing func text(_ row: Int, _ column: Int) -> String? {
        guard PQgetisnull(handle, Int32(row), Int32(column)) == 0,
            let start = PQgetvalue(handle, Int32(row), Int32(column))
        else { return nil }
        let count = Int(PQgetlength(handle, Int32(row), Int32(column)))
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// - Parameter message: the connection's, for where there is no result at all.
    borrowing func check(else message: @autoclosure () -> String) throws(StoreFailure) {
        switch PQresultStatus(handle) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return
        default: break
        }
        // Without an SQLSTATE the server said nothing: the connection broke.
        let state = PQresultErrorField(handle, Self.sqlState).map { String(cString: $0) }
        let text = PQresultErrorField(handle, Self.primaryMessage).map { String(cString: $0) } ?? message()
        throw StoreFailure(Self.kind(state), state.map { "\(text) [\($0)]" } ?? text)
    }

    // Macros of characters (postgres_ext.h).
    private static let sqlState = Int32(UInt8(ascii: "C"))
    private static let primaryMessage = Int32(UInt8(ascii: "M"))

    /// By PostgreSQL's appendix A.
    private static func kind(_ state: String?) -> StoreFailure.Kind {
        guard let state else { return .gone }
        switch state {
        case "25006": return .readOnly
        case "53100": return .full
        case "53300", "53400", "57P01", "57P02", "57P03", "57P05": return .gone
        case "53200": return .refused
        case "57014": return .tooSlow
        case "55P03", "40001", "40P01": return .locked
        case "XX001", "XX002": return .damaged
        default: return state.hasPrefix("08") ? .gone : state.hasPrefix("58") ? .gone : .refused
        }
    }
}
