import GRDB

extension Statement {
    /// Runs a statement that answers with nothing.
    func run(on database: Database) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Runs a statement and reads its rows.
    func rows<Value>(
        of database: Database, _ read: (ColumnText) throws -> Value
    ) throws -> [Value] {
        let statement = try database.cachedStatement(sql: sql)
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var values: [Value] = []
        while let row = try rows.next() {
            values.append(try read { column in Self.text(row[column]) })
        }
        return values
    }

    private static func text(_ value: DatabaseValue) -> String? {
        switch value.storage {
        case .string(let text): text
        case .int64(let number): "\(number)"
        default: nil
        }
    }

    private var arguments: StatementArguments {
        StatementArguments(
            values.map { value -> DatabaseValue in
                switch value {
                case .null: .null
                case .text(let text): text.databaseValue
                case .integer(let number): number.databaseValue
                }
            })
    }
}
