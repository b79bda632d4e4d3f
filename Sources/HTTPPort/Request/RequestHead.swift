package import HTTPTypes
import NIOHTTP1

/// The head of an HTTP request.
package struct RequestHead: Sendable, Equatable {
    package var method: String
    /// The target up to the question mark, as sent.
    package var path: String
    /// The target behind the question mark, as sent; `nil` without one.
    package var query: String?
    package var headers: [Field]

    /// A header field.
    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(method: String, target: String, headers: [Field]) {
        self.method = method
        self.headers = headers
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "")
        query = parts.count > 1 ? String(parts[1]) : nil
    }

    /// The values of a field, in order; its name in any case.
    package func values(of name: String) -> [String] {
        let name = name.lowercased()
        return headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    /// The value of a field that may occur once only; `nil` where it does not occur exactly once.
    package func onlyValue(of name: String) -> String? {
        let values = values(of: name)
        return values.count == 1 ? values[0] : nil
    }

    /// The comma-separated tokens of a field, lower case.
    package func tokens(of name: String) -> [String] {
        values(of: name).flatMap { $0.split(separator: ",") }.map { token in
            let token = token.drop { $0 == " " || $0 == "\t" }
            return String(token.prefix { $0 != " " && $0 != "\t" }).lowercased()
        }
    }
}

extension RequestHead {
    init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue, target: head.uri, headers: head.headers.map { Field($0.name, $0.value) })
    }

    /// As Hummingbird's handlers see it; `Host` is a field of its own there.
    package init(_ request: HTTPRequest) {
        var headers = request.headerFields.map { Field($0.name.rawName, $0.value) }
        if let authority = request.authority { headers.append(Field("Host", authority)) }
        self.init(method: request.method.rawValue, target: request.path ?? "", headers: headers)
    }
}
