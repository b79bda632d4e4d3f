import HTTPPort

/// The files of the live page.
enum LivePage {
    static let assets: [PageAsset] = [
        .script("/api.js", PackageResources.api_js),
        .script("/changes.js", PackageResources.changes_js),
        .script("/dom.js", PackageResources.dom_js),
        .script("/eventlist.js", PackageResources.eventlist_js),
        .script("/events.js", PackageResources.events_js),
        .script("/figures.js", PackageResources.figures_js),
        .script("/foot.js", PackageResources.foot_js),
        .script("/format.js", PackageResources.format_js),
        .script("/header.js", PackageResources.header_js),
        .image("/icon.svg", PackageResources.icon_svg),
        .page("/", PackageResources.index_html),
        .style("/live.css", PackageResources.live_css),
        .script("/live.js", PackageResources.live_js),
        .script("/messages.js", PackageResources.messages_js),
        .script("/order.js", PackageResources.order_js),
        .script("/overview.js", PackageResources.overview_js),
        .script("/panel.js", PackageResources.panel_js),
        .script("/people.js", PackageResources.people_js),
        .script("/plot.js", PackageResources.plot_js),
        .script("/plots.js", PackageResources.plots_js),
        .script("/plottable.js", PackageResources.plottable_js),
        .script("/rooms.js", PackageResources.rooms_js),
        .script("/series.js", PackageResources.series_js),
        .script("/sparkline.js", PackageResources.sparkline_js),
        .script("/state.js", PackageResources.state_js),
        .script("/table.js", PackageResources.table_js),
        .script("/theme.js", PackageResources.theme_js),
        .script("/ticks.js", PackageResources.ticks_js),
        .script("/verdict.js", PackageResources.verdict_js),
    ]
}
