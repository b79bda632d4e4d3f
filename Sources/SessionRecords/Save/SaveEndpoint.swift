import HTTPClient
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
        let parsed: HTTPURL
        do throws(HTTPURL.Fault) {
            parsed = try HTTPURL(text, defaultPath: Self.defaultPath)
        } catch {
            switch error {
            case .notAURL(let why): throw .notAURL(why)
            case .scheme(let scheme): throw .scheme(scheme)
            case .credentials: throw .credentials
            }
        }
        // Where clouds tell their machines secrets: a mistake, or worse.
        let address = NumericAddress(parsed.host)
        guard address?.isLinkLocal != true else { throw .linkLocal(parsed.host) }
        url = parsed.text
        isPlain = !parsed.isEncrypted
        isLoopback = parsed.host == "localhost" || address?.isLoopback == true
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
