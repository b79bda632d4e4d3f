/// What one thread has of PostgreSQL: a connection, made when it is needed and again when it broke.
final class PostgresWorker {
    private let url: String
    private let limits: StoreLimits
    private let hurry: PostgresHurry
    private var connection: Held?

    private final class Held {
        let connection: PostgresConnection

        init(_ connection: consuming PostgresConnection) { self.connection = connection }
    }

    init(url: String, limits: StoreLimits, hurry: PostgresHurry) {
        self.url = url
        self.limits = limits
        self.hurry = hurry
    }

    /// Does work with a connection. Where that breaks, the work is done once more with a new one: whatever it does, doing
    /// it twice must come to the same.
    func run<Value>(_ work: (borrowing PostgresConnection) throws(StoreFailure) -> Value) throws(StoreFailure) -> Value
    {
        if let held = connection, held.connection.isAlive() {
            do throws(StoreFailure) {
                return try work(held.connection)
            } catch {
                guard error.kind == .gone else { throw error }
            }
        }
        connection = nil
        if let deadline = hurry.deadline, deadline < .now { throw StoreFailure(.closed) }
        let fresh = Held(try PostgresConnection.open(url: url, limits: limits, hurry: hurry))
        do throws(StoreFailure) {
            let value = try work(fresh.connection)
            connection = fresh
            return value
        } catch {
            if error.kind != .gone { connection = fresh }
            throw error
        }
    }
}
