import CLibcurl
import WireText

/// An `http` or `https` URL, taken apart as libcurl does when it is asked for.
package struct HTTPURL: Sendable, Equatable {
    package enum Fault: Error, Equatable, CustomStringConvertible {
        case notAURL(String)
        case scheme(String)
        case credentials

        package var description: String {
            switch self {
            case .notAURL(let why): "not a URL: \(why)"
            case .scheme(let scheme): "https:// or http:// is needed, not \(scheme.printable(limit: 20))://"
            case .credentials: "no user and password in it"
            }
        }
    }

    /// Without its fragment.
    package let text: String
    /// An IPv6 address in brackets.
    package let host: String
    package let isEncrypted: Bool

    /// - Parameter path: where the URL has neither path nor query.
    package init(_ text: String, defaultPath path: String) throws(Fault) {
        guard let handle = curl_url() else { throw .notAURL("out of memory") }
        defer { curl_url_cleanup(handle) }
        let code = text.withCString { curl_url_set(handle, CURLUPART_URL, $0, UInt32(CURLU_NON_SUPPORT_SCHEME)) }
        guard code == CURLUE_OK else { throw .notAURL(String(cString: curl_url_strerror(code))) }
        func part(_ part: CURLUPart) -> String? {
            var value: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, part, &value, 0) == CURLUE_OK, let value else { return nil }
            defer { curl_free(value) }
            return String(cString: value)
        }
        let scheme = part(CURLUPART_SCHEME) ?? ""
        guard scheme == "https" || scheme == "http" else { throw .scheme(scheme) }
        guard part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil else { throw .credentials }
        // curl takes the path's beginning for the host where there is none.
        let hasHost = text.firstRange(of: "://").map { !text[$0.upperBound...].hasPrefix("/") } ?? true
        host = hasHost ? part(CURLUPART_HOST) ?? "" : ""
        guard !host.isEmpty else { throw .notAURL("no host") }
        if (part(CURLUPART_PATH) ?? "/") == "/", part(CURLUPART_QUERY) == nil {
            _ = path.withCString { curl_url_set(handle, CURLUPART_PATH, $0, 0) }
        }
        _ = curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0)
        self.text = part(CURLUPART_URL) ?? text
        isEncrypted = scheme == "https"
    }
}
