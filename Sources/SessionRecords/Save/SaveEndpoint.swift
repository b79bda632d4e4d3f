import CLibcurl
import RoomAccess
import WireText

/// Where records are sent, and how the sender shows who it is.
package struct SaveEndpoint: Sendable {
    /// The path where the URL has none.
    package static let defaultPath = "/api/v1/sessions/save"

    package let url: String
    /// `Authorization: Bearer`, asked for at each try; `nil` for none.
    package var token: @Sendable () -> String?
    /// Signs each request, by the rules of Standard Webhooks; `nil` for no signature.
    package var signature: SaveSignature?
    /// A PEM file of certificates to trust instead of the system's.
    package var caFile: String?

    package enum Fault: Error, Equatable, CustomStringConvertible {
        case notAURL(String)
        case scheme(String)
        case credentials
        case linkLocal(String)

        package var description: String {
            switch self {
            case .notAURL(let why): "not a URL such as https://app.example.com/api/v1/sessions/save: \(why)"
            case .scheme(let scheme): "https:// or http:// is needed, not \(scheme.printable(limit: 20))://"
            case .credentials: "no user and password in it: the token goes into ROOMVITALS_SAVE_TOKEN"
            case .linkLocal(let host): "\(host.printable(limit: 60)) is a link-local address: no app lives there"
            }
        }
    }

    package init(_ text: String) throws(Fault) {
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
        let host = hasHost ? part(CURLUPART_HOST) ?? "" : ""
        guard !host.isEmpty else { throw .notAURL("no host") }
        // Where clouds tell their machines secrets: a mistake, or worse.
        let address = NumericAddress(host)
        guard address?.isLinkLocal != true else { throw .linkLocal(host) }
        if (part(CURLUPART_PATH) ?? "/") == "/", part(CURLUPART_QUERY) == nil {
            _ = Self.defaultPath.withCString { curl_url_set(handle, CURLUPART_PATH, $0, 0) }
        }
        _ = curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0)
        url = part(CURLUPART_URL) ?? text
        isPlain = scheme == "http"
        isLoopback = host == "localhost" || address?.isLoopback == true
        token = { nil }
    }

    private let isPlain: Bool
    private let isLoopback: Bool

    /// Whether what is sent can be read on its way.
    package var isExposed: Bool { isPlain && !isLoopback }
}

extension SaveEndpoint {
    /// A URL for people, without user, password, query and fragment: a token may be in them.
    package static func shown(_ url: String) -> String {
        let bare = url.prefix { $0 != "?" && $0 != "#" }
        let start = bare.firstRange(of: "://")?.upperBound ?? bare.startIndex
        let authority = bare[start...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(bare) }
        return String(bare[..<start] + bare[bare.index(after: at)...])
    }
}
