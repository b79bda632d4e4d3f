import HTTPPort

/// The files of the history page.
enum HistoryPage {
    static let path = "/session-history"

    static let assets: [PageAsset] = [
        .page(path, PackageResources.history_html)
    ]
}
