/// The two languages that statements are written in.
enum Dialect: Sendable {
    case sqlite, postgres
}

/// What is bound to a place of a statement. Nothing else of what clients send ever becomes a part of it.
enum SQLValue: Sendable, Equatable {
    case null
    case text(String)
    case integer(Int)

    init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }
}

/// What PostgreSQL is told that a bound text stands for. SQLite keeps all of them as they are.
enum ColumnType: String, Sendable {
    case text, uuid, timestamptz, jsonb, integer, boolean
}

/// A statement with what is bound to it, put together of fixed pieces.
struct Statement: Sendable {
    let dialect: Dialect
    private(set) var sql = ""
    private(set) var values: [SQLValue] = []

    init(_ dialect: Dialect, _ sql: String = "") {
        self.dialect = dialect
        self.sql = sql
    }

    /// - Parameter piece: of the program's own, never of a client's.
    mutating func add(_ piece: String) { sql += piece }

    /// Binds a value to the place that follows.
    mutating func bind(_ value: SQLValue, as type: ColumnType = .text) {
        sql += place(of: value, as: type)
    }

    /// The text of the next place, to which the value is bound.
    mutating func place(of value: SQLValue, as type: ColumnType = .text) -> String {
        values.append(value)
        return switch dialect {
        case .sqlite: "?\(values.count)"
        case .postgres: "$\(values.count)::\(type.rawValue)"
        }
    }
}
