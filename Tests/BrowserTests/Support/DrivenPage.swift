import Foundation
import TestSupport
import Testing

/// A page in a browser that a test looks into, and everything that went wrong on it.
struct DrivenPage {
    private struct Nothing: Decodable {}

    /// What is read of an event; each kind of event has some of it.
    private struct Event: Decodable {
        struct Parameters: Decodable {
            var type: String?
            var message: String?
            var request: Request?
            var entry: Entry?
            var exceptionDetails: Exception?
        }
        struct Request: Decodable {
            var url: String
        }
        struct Entry: Decodable {
            var level: String
            var text: String
        }
        var method: String
        var params: Parameters?
    }

    private struct Exception: Decodable {
        struct Thrown: Decodable {
            var description: String?
        }
        var text: String
        var exception: Thrown?

        var words: String { exception?.description ?? text }
    }

    private struct Evaluated<Value: Decodable>: Decodable {
        struct Object: Decodable {
            var value: Value?
        }
        var result: Object
        var exceptionDetails: Exception?
    }

    /// Told by the page itself, because not every violation is logged.
    private static let countViolations = """
        window.violations = [];
        addEventListener("securitypolicyviolation", (event) => window.violations.push(
          `${event.effectiveDirective} ${event.blockedURI}`));
        """

    private let pipe: DevToolsPipe
    private let session: String
    /// Of the page's URL, up to and with the slash behind its host.
    private let origin: Substring

    /// - Parameters:
    ///   - url: of the page, with at least a slash behind its host.
    ///   - width: of the window, px.
    init(_ pipe: DevToolsPipe, url: String, width: Int) async throws {
        struct Target: Decodable {
            var targetId: String
        }
        struct Session: Decodable {
            var sessionId: String
        }
        self.pipe = pipe
        let slashes = url.indices.filter { url[$0] == "/" }
        origin = try url[...#require(slashes.dropFirst(2).first, "\(url) has no slash behind its host")]
        let target = try await pipe.call("Target.createTarget", ["url": "about:blank"], as: Target.self)
        session = try await pipe.call(
            "Target.attachToTarget", ["targetId": target.targetId, "flatten": true], as: Session.self
        ).sessionId
        for domain in ["Page", "Runtime", "Log", "Network"] { try await call("\(domain).enable") }
        try await call("Page.addScriptToEvaluateOnNewDocument", ["source": Self.countViolations])
        try await call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false])
        try await call("Page.navigate", ["url": url])
    }

    /// Makes the page think that its reader prefers `dark` or `light`.
    func prefer(colors: String) async throws {
        try await call(
            "Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": colors]]])
    }

    /// What an expression comes to.
    func value<Value: Decodable>(_ expression: String, as type: Value.Type = Value.self) async throws -> Value {
        let evaluated = try await pipe.call(
            "Runtime.evaluate", ["expression": expression, "returnByValue": true], session: session,
            as: Evaluated<Value>.self)
        if let exception = evaluated.exceptionDetails {
            throw ChildProcess.Failure(description: "\(expression): \(exception.words)")
        }
        return try #require(evaluated.result.value, "\(expression) has no value")
    }

    /// Waits until an expression is true.
    func wait(_ what: String, within limit: Duration = .seconds(30), until expression: String) async throws {
        let end = ContinuousClock.now + limit
        while try await !value("Boolean(\(expression))", as: Bool.self) {
            guard ContinuousClock.now < end else {
                let text: String = try await value("document.body.innerText.slice(0, 2000)")
                let problems = try problems
                throw ChildProcess.Failure(description: "never: \(what); problems: \(problems); the page:\n\(text)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Errors, warnings and dialogs so far, and requests to anywhere but the page's own origin.
    var problems: [String] {
        get throws {
            try pipe.events.compactMap { data in
                let event = try JSONDecoder().decode(Event.self, from: data)
                let parameters = event.params
                switch event.method {
                case "Log.entryAdded":
                    guard let entry = parameters?.entry, ["error", "warning"].contains(entry.level) else { return nil }
                    return "logged: \(entry.text)"
                case "Runtime.consoleAPICalled":
                    guard let type = parameters?.type, ["error", "warning", "assert"].contains(type) else { return nil }
                    return "console.\(type): \(String(decoding: data.prefix(1000), as: UTF8.self))"
                case "Runtime.exceptionThrown":
                    return "thrown: \(parameters?.exceptionDetails?.words ?? "")"
                case "Page.javascriptDialogOpening":
                    return "dialog: \(parameters?.message ?? "")"
                case "Network.requestWillBeSent":
                    guard let requested = parameters?.request?.url, !requested.hasPrefix(origin) else { return nil }
                    // The browser's own pictures, in date fields.
                    guard !requested.hasPrefix("data:") else { return nil }
                    return "request: \(requested)"
                default:
                    return nil
                }
            }
        }
    }

    /// URLs asked for so far.
    var requests: [String] {
        get throws {
            try pipe.events.map { try JSONDecoder().decode(Event.self, from: $0) }
                .filter { $0.method == "Network.requestWillBeSent" }.compactMap { $0.params?.request?.url }
        }
    }

    /// Violations of the page's content security policy, by directive and what was blocked.
    func violations() async throws -> [String] { try await value("window.violations") }

    private func call(_ method: String, _ parameters: [String: Any] = [:]) async throws {
        _ = try await pipe.call(method, parameters, session: session, as: Nothing.self)
    }
}
