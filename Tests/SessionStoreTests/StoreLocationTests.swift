import Testing

@testable import SessionStore

@Suite struct StoreLocationTests {
    @Test(
        "a file has one name, however its URL is written",
        arguments: [
            ("/var/x.sqlite", "/var/x.sqlite"), ("sqlite:/var/x.sqlite", "/var/x.sqlite"),
            ("sqlite:///var/x.sqlite", "/var/x.sqlite"), ("sqlite:x.sqlite", "x.sqlite"), ("x.sqlite", "x.sqlite"),
        ])
    func file(text: String, path: String) throws {
        #expect(try StoreLocation(text) == .sqlite(path))
    }

    @Test(
        "a server is named by what is known of it",
        arguments: [
            ("postgres://me:secret@db:5433/sessions", "the PostgreSQL store sessions at db:5433"),
            ("postgres://db", "the PostgreSQL store at db"),
            ("postgres:///d", "the PostgreSQL store d at the usual host"),
        ])
    func server(url: String, name: String) {
        #expect(PostgresURL(url)?.name == name)
    }
}
