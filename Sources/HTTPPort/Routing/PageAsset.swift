/// A file of a page that is part of the program, and where it is served.
package struct PageAsset: Sendable {
    package let path: String
    package let body: [UInt8]
    package let contentType: String
    /// Whether it is a document of its own, which says what it may load.
    package let isPage: Bool

    /// What all pages are made of. Further ones are given by the target that serves them.
    package static let shared: [PageAsset] = [
        .script("/api.js", PackageResources.api_js),
        .style("/base.css", PackageResources.base_css),
        .script("/dom.js", PackageResources.dom_js),
        .script("/events.js", PackageResources.events_js),
        .script("/figures.js", PackageResources.figures_js),
        .script("/format.js", PackageResources.format_js),
        .image("/icon.svg", PackageResources.icon_svg),
        .script("/notices.js", PackageResources.notices_js),
        .script("/plot.js", PackageResources.plot_js),
        .script("/plotgroup.js", PackageResources.plotgroup_js),
        .script("/plottable.js", PackageResources.plottable_js),
        .script("/series.js", PackageResources.series_js),
        .script("/theme.js", PackageResources.theme_js),
        .script("/themebutton.js", PackageResources.themebutton_js),
        .script("/ticks.js", PackageResources.ticks_js),
        .script("/toasts.js", PackageResources.toasts_js),
    ]

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
