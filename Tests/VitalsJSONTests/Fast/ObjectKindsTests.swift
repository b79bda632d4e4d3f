import Testing

@testable import VitalsJSON

@Suite struct ObjectKindsTests {
    private func context(_ type: String, _ kinds: inout ObjectKinds) -> Int {
        var type = type
        return type.withUTF8 { utf8 in
            // No text of a message is without a place.
            guard let start = utf8.baseAddress else { return -1 }
            return kinds.context(ofType: JSONCursor.Text(start: start, count: utf8.count))
        }
    }

    @Test("each type that browsers have is expected apart, of audio and of all else, and stays so")
    func types() {
        let names = [
            "codec", "inbound-rtp", "outbound-rtp", "remote-inbound-rtp", "remote-outbound-rtp", "media-source",
            "media-playout", "peer-connection", "data-channel", "transport", "candidate-pair", "local-candidate",
            "remote-candidate", "certificate",
        ]
        var kinds = ObjectKinds()
        let contexts = names.map { context($0, &kinds) }
        let audio = contexts.map { ObjectKinds.ofAudio($0) }
        let others = [ObjectKinds.body, ObjectKinds.entry, ObjectKinds.nested]
        #expect(Set(contexts + audio + others).count == 2 * names.count + 3)
        #expect((contexts + audio).allSatisfy { (0..<ObjectKinds.contexts).contains($0) })
        #expect(audio.map { ObjectKinds.ofAudio($0) } == audio)
        #expect(ObjectKinds.ofAudio(ObjectKinds.entry) == ObjectKinds.entry)
        let again = names.map { context($0, &kinds) }
        #expect(again == contexts)
        let resets = kinds.resets
        #expect(resets == 0)
    }

    @Test("invented types do not keep out those that come each time")
    func many() {
        var kinds = ObjectKinds()
        for number in 0..<1_000 {
            let context = context("invented-\(number)", &kinds)
            #expect(context > ObjectKinds.nested && context < ObjectKinds.contexts)
        }
        let resets = kinds.resets
        #expect(resets > 10)
        let first = context("outbound-rtp", &kinds)
        let second = context("inbound-rtp", &kinds)
        #expect(first != second && first > ObjectKinds.nested && second > ObjectKinds.nested)
    }
}
