import HTTPPort

/// The files of the live page.
enum LivePage {
    static let assets = assets(page: "/")

    /// - Parameter page: where the page itself is; what it loads is beside it.
    static func assets(page: String) -> [PageAsset] {
        PageAsset.shared + [
            .script("/changes.js", PackageResources.changes_js),
            .script("/eventlist.js", PackageResources.eventlist_js),
            .script("/foot.js", PackageResources.foot_js),
            .script("/header.js", PackageResources.header_js),
            .page(page, PackageResources.index_html),
            .style("/live.css", PackageResources.live_css),
            .script("/live.js", PackageResources.live_js),
            .script("/messages.js", PackageResources.messages_js),
            .script("/order.js", PackageResources.order_js),
            .script("/overview.js", PackageResources.overview_js),
            .script("/panel.js", PackageResources.panel_js),
            .script("/paths.js", PackageResources.paths_js),
            .script("/people.js", PackageResources.people_js),
            .script("/plots.js", PackageResources.plots_js),
            .script("/roomfigures.js", PackageResources.roomfigures_js),
            .script("/rooms.js", PackageResources.rooms_js),
            .script("/sparkline.js", PackageResources.sparkline_js),
            .script("/state.js", PackageResources.state_js),
            .script("/table.js", PackageResources.table_js),
            .script("/verdict.js", PackageResources.verdict_js),
        ]
    }
}
