import Testing

@testable import VitalsJSON

@Suite struct JSONDraftTests {
    @Test("a draft's text is that of the value it stands for", arguments: [JSONLayout.compact, .indented], 0..<4)
    func sameText(layout: JSONLayout, count: Int) {
        func element(_ place: Int) -> JSONValue {
            ["place": .integer(place), "half": .number(Double(place) / 2), "none": .object([]), "a\"b": [.null, "\n"]]
        }
        let elements = (0..<count).map(element)
        let value: JSONValue = [
            "first": ["list": .array(elements), "empty": .array([]), "bare": .object([])], "last": "ü",
        ]
        let first: [JSONDraft.Member] = [
            .init("list", .list(count: count, element: element)), .init("empty", .list(count: 0, element: element)),
            .init("bare", .object([])),
        ]
        let draft = JSONDraft.object([.init("first", .object(first)), .init("last", .value("ü"))])
        let text = draft.withText(layout) { Array($0) }
        #expect(text == value.written(layout) + Array("\n".utf8))
    }

    @Test("each element is made once, when those before it have been written")
    func oneByOne() {
        var made: [Int] = []
        let draft = JSONDraft.list(count: 3) { place in
            made.append(place)
            return .integer(place)
        }
        #expect(made == [])
        let text = draft.withText(.compact) { String(decoding: $0, as: UTF8.self) }
        #expect(text == "[0,1,2]\n")
        #expect(made == [0, 1, 2])
    }
}
