/// Waits until something has become true.
package func eventually(
    _ what: String, within limit: Duration = .seconds(30), _ condition: () throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < end else { throw ChildProcess.Failure(description: "never: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
