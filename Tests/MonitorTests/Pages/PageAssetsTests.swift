import Foundation
import HTTPPort
import Testing

@testable import LiveServer
@testable import SessionServer

/// A page with everything that it is made of.
struct ServedPage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let assets: [PageAsset]

    static let all = [
        ServedPage(testDescription: "live", assets: LivePage.assets),
        ServedPage(testDescription: "history", assets: HistoryPage.assets),
    ]
}

@Suite struct PageAssetsTests {
    private func text(_ asset: PageAsset) -> String { String(decoding: asset.body, as: UTF8.self) }

    /// Names in quotation marks behind one of the words.
    private func names(in text: String, after words: [String]) -> [String] {
        text.split(separator: "\n").flatMap { line in
            words.compactMap { word -> String? in
                let parts = String(line).components(separatedBy: word + "\"")
                return parts.count > 1 ? String(parts[1].prefix { $0 != "\"" }) : nil
            }
        }
    }

    @Test("whatever a page and its scripts ask for is served", arguments: ServedPage.all)
    func complete(page: ServedPage) {
        let served = Set(page.assets.map(\.path))
        var asked: Set<String> = []
        for asset in page.assets {
            let found = names(in: text(asset), after: asset.isPage ? ["src=", "href="] : ["from ", "import "])
            asked.formUnion(found.filter { $0.hasSuffix(".js") || $0.hasSuffix(".css") || $0.hasSuffix(".svg") })
        }
        #expect(asked.count > 10)
        for name in asked {
            let path = name.hasPrefix("./") ? String(name.dropFirst()) : name.hasPrefix("/") ? name : "/" + name
            #expect(served.contains(path), "\(name)")
        }
    }

    @Test(
        "no file asks for anything of another machine, and none has a script or a style of its own in the markup",
        arguments: ServedPage.all)
    func local(page: ServedPage) {
        for asset in page.assets {
            let text = text(asset)
            for foreign in ["src=\"http", "href=\"http", "url(http", "from \"http", "//cdn", "@import"] {
                #expect(!text.contains(foreign), "\(asset.path): \(foreign)")
            }
            guard asset.isPage else { continue }
            for inline in [" style=", " onclick=", " onload=", "<style"] {
                #expect(!text.contains(inline), "\(inline)")
            }
        }
    }

    @Test("scripts never write markup", arguments: ServedPage.all)
    func noMarkup(page: ServedPage) {
        for asset in page.assets where asset.path.hasSuffix(".js") {
            for danger in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
                #expect(!text(asset).contains(danger), "\(asset.path): \(danger)")
            }
        }
    }
}
