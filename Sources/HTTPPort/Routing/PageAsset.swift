/// A file of a page that is part of the program, and where it is served.
package struct PageAsset: Sendable {
    package let path: String
    package let body: [UInt8]
    package let contentType: String
    /// Whether it is a document of its own, which says what it may load.
    package let isPage: Bool

    package static func page(_ path: String, _ body: [UInt8]) -> PageAsset {
        PageAsset(path: path, body: body, contentType: "text/html; charset=utf-8", isPage: true)
    }

    package static func script(_ path: String, _ body: [UInt8]) -> PageAsset {
        PageAsset(path: path, body: body, contentType: "text/javascript; charset=utf-8", isPage: false)
    }

    package static func style(_ path: String, _ body: [UInt8]) -> PageAsset {
        PageAsset(path: path, body: body, contentType: "text/css; charset=utf-8", isPage: false)
    }

    package static func image(_ path: String, _ body: [UInt8]) -> PageAsset {
        PageAsset(path: path, body: body, contentType: "image/svg+xml", isPage: false)
    }
}
