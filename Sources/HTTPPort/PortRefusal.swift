/// Why a request was refused before anybody looked at what it asks for.
package struct PortRefusal: Error, Sendable, Equatable {
    package var status: Int
    /// The stable name under which it is counted.
    package var name: String
    /// A sentence for whoever set the client up. Nothing that the client sent is in it.
    package var message: String

    package init(_ status: Int, _ name: String, _ message: String) {
        self.status = status
        self.name = name
        self.message = message
    }

    package static let missingHost = PortRefusal(400, "missing_host", "a request needs exactly one valid Host")
    package static let foreignHost = PortRefusal(
        421, "foreign_host", "nothing answers under that host name here; --allow-host NAME lets it")
    static let bodyNotTaken = PortRefusal(413, "body_not_taken", "no bodies are taken here")
    static let bodyTooLarge = PortRefusal(413, "body_too_large", "the body is larger than this path takes")
    static let bodyTooLate = PortRefusal(408, "body_timeout", "the request's body did not arrive in time")
    static let tooManyBodies = PortRefusal(
        503, "too_many_bodies", "as many bytes of bodies are held as may be; try again in a moment")
    static let tooManyBodiesOfSender = PortRefusal(
        429, "too_many_bodies_of_sender",
        "as many bytes of this sender's bodies are held as may be; try again when the others are through")
    static let bodyGaveWay = PortRefusal(
        503, "body_gave_way", "others needed the room that this body took up for long; send it again, and at once")
    static func wrongContentType(_ wanted: String) -> PortRefusal {
        PortRefusal(415, "wrong_content_type", "the body must be sent as \(wanted), in UTF-8")
    }
    static let codedBody = PortRefusal(415, "coded_body", "the body must be sent as it is, without a Content-Encoding")
    static let badTransferCoding = PortRefusal(
        400, "bad_transfer_coding", "chunked is the one transfer coding that is read here")
    static let foreignOrigin = PortRefusal(
        403, "foreign_origin", "pages of that origin may change nothing here; --allow-origin ORIGIN lets them")
    static let headTooLong = PortRefusal(431, "handshake_too_long", "the request's head is longer than may be")
    static let headTooLate = PortRefusal(408, "handshake_timeout", "the request's head did not arrive in time")
    static let tooManyConnections = PortRefusal(
        503, "too_many_connections", "as many connections are open as may be; try again later")
    static let badTarget = PortRefusal(
        400, "bad_target", "the target must be a path that begins with one /, without empty or dot segments")
    static let badBytes = PortRefusal(400, "bad_http", "what came is no request of HTTP/1.1")
    static let cutOff = PortRefusal(400, "cut_off", "the connection was closed before the request was whole")
    static let badVersion = PortRefusal(505, "bad_version", "HTTP/1.1 is spoken here")
    static let badUpgrade = PortRefusal(400, "bad_upgrade", "there is nothing to upgrade to at this path")
    static let tooBusy = PortRefusal(503, "too_busy", "too many requests are being answered; try again in a moment")
    static let apiIsOff = PortRefusal(
        403, "api_is_off",
        "this port can be reached from other machines, and no token protects it: set ROOMVITALS_API_TOKEN and start again"
    )
    static let noToken = PortRefusal(401, "no_api_token", "no API token: send Authorization: Bearer …")
    static let wrongToken = PortRefusal(401, "wrong_api_token", "the API token is not the right one")
}
