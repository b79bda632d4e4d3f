/// The texts of an entry. They hardly ever change from report to report, so that entries share them.
package final class EntryTexts: Sendable {
    package struct Content: Sendable, Equatable {
        package var id: String
        package var mid: String?
        package var rid: String?
        package var transportId: String?
        package var mediaSourceId: String?
        package var trackIdentifier: String?

        package init(id: String) { self.id = id }
    }

    package let content: Content

    package init(_ content: Content) { self.content = content }
}

extension EntryTexts: Equatable {
    package static func == (left: EntryTexts, right: EntryTexts) -> Bool {
        left === right || left.content == right.content
    }
}
