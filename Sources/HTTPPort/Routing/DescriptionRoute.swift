package import VitalsJSON

/// `/openapi.json`: what a port serves, in OpenAPI 3.1. Nothing in it is anybody's data.
package struct DescriptionRoute: Sendable {
    package static let path = "/openapi.json"

    /// A member of the document that is another one on each port.
    package struct Change: Sendable {
        let path: [String]
        let value: JSONValue

        /// - Parameter path: keys from the document's root; where one is missing nothing is changed.
        package init(_ path: [String], _ value: JSONValue) {
            self.path = path
            self.value = value
        }
    }

    /// The document as it is true of one port.
    package let text: [UInt8]

    /// - Parameter document: a part of the program.
    package init(_ document: [UInt8], changes: [Change]) {
        // It is a part of the program, which a test reads too.
        guard let parsed = try? document.withUnsafeBytes({ try JSONValue(parsing: $0) }) else {
            text = document
            return
        }
        text = changes.reduce(parsed) { $0.replacing($1.path[...], with: $1.value) }.written(numbers: .exact)
    }

    package func add(to routes: PortRoutes, at path: String = Self.path) {
        let file = StaticFile(body: text, contentType: "application/json")
        routes.get(path, .everybody) { request, _ in file.response(to: request) }
    }
}

extension JSONValue {
    /// The same object with another value of one member, however deep it stands.
    fileprivate func replacing(_ path: ArraySlice<String>, with value: JSONValue) -> JSONValue {
        guard let key = path.first else { return value }
        guard case .object(let members) = self else { return self }
        return .object(
            members.map { member in
                guard member.key == key else { return member }
                return Member(key, member.value.replacing(path.dropFirst(), with: value))
            })
    }
}
