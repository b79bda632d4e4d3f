import HTTPPort
import VitalsJSON

/// `/openapi.json`: what this port serves, in OpenAPI 3.1. Nothing in it is anybody's data.
struct DescriptionRoute: Sendable {
    static let path = "/openapi.json"

    /// The program's.
    let version: String

    func add(to routes: PortRoutes) {
        let file = StaticFile(
            body: Self.text(version: version, needsToken: routes.needsToken), contentType: "application/json")
        routes.get(Self.path, .everybody) { request, _ in file.response(to: request) }
    }

    /// The document as it is true of one port.
    ///
    /// - Parameter needsToken: whether readers of data have to show a token.
    static func text(version: String, needsToken: Bool) -> [UInt8] {
        let written = PackageResources.openapi_json
        // It is a part of the program, which a test reads too.
        guard let document = try? written.withUnsafeBytes({ try JSONValue(parsing: $0) }) else { return written }
        return document.replacing("info") { $0.replacing("version") { _ in .string(version) } }
            .replacing("security") { needsToken ? $0 : .array([]) }
            .written()
    }
}

extension JSONValue {
    /// The same object with another value of one member.
    fileprivate func replacing(_ key: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.key == key ? Member(key, change($0.value)) : $0 })
    }
}
