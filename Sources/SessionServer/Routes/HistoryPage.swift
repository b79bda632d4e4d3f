import HTTPPort

/// The files of the history page.
///
/// Which session is open and how the list is filtered stands behind the `#` of the page's address, so one path serves all.
enum HistoryPage {
    static let path = "/session-history"

    static let assets: [PageAsset] =
        PageAsset.shared + [
            .script("/actions.js", PackageResources.actions_js),
            .script("/advice.js", PackageResources.advice_js),
            .script("/cards.js", PackageResources.cards_js),
            .script("/detail.js", PackageResources.detail_js),
            .script("/filters.js", PackageResources.filters_js),
            .style("/history.css", PackageResources.history_css),
            .script("/follow.js", PackageResources.follow_js),
            .page(path, PackageResources.history_html),
            .script("/history.js", PackageResources.history_js),
            .script("/judge.js", PackageResources.judge_js),
            .script("/lanes.js", PackageResources.lanes_js),
            .script("/markdown.js", PackageResources.markdown_js),
            .script("/metriclist.js", PackageResources.metriclist_js),
            .script("/metrics.js", PackageResources.metrics_js),
            .script("/overtime.js", PackageResources.overtime_js),
            .script("/pagewords.js", PackageResources.pagewords_js),
            .script("/place.js", PackageResources.place_js),
            .script("/plotlist.js", PackageResources.plotlist_js),
            .script("/record.js", PackageResources.record_js),
            .script("/recordfigures.js", PackageResources.recordfigures_js),
            .script("/said.js", PackageResources.said_js),
            .script("/sessions.js", PackageResources.sessions_js),
            .script("/small.js", PackageResources.small_js),
            .script("/spread.js", PackageResources.spread_js),
            .script("/timeline.js", PackageResources.timeline_js),
            .script("/transcript.js", PackageResources.transcript_js),
            .script("/words.js", PackageResources.words_js),
        ]
}
