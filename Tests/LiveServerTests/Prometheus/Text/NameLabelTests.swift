import Testing

@testable import LiveServer

@Suite struct NameLabelTests {
    @Test(arguments: [
        "alice", "Zoë", "名前", "a b", "..", "/", "__proto__", "%s%n", "$(id)", "'; DROP", "=cmd()", "{{7*7}}", "a~b",
        #"a"b\c"#, "@x", "-1", "🙂", "~0123456789abcde", "~0123456789ABCDEF", String(repeating: "x", count: 128),
    ])
    func `a harmless name is its own label`(name: String) {
        #expect(NameLabel.value(for: name) == name)
    }

    @Test func `what is taken out of a name leaves a mark, literally`() {
        let labels = ["<script>", "a\u{1B}[2Jb", "bob\u{200B}", "a\nb", ""].map(NameLabel.value)
        #expect(
            labels == [
                "script~b0c2abd77d8dec16", "a[2Jb~47a8c3d4709cda6c", "bob~0b18e6dddcc08277", "ab~e5beb1190415e670",
                "~cbf29ce484222325",
            ])
    }

    @Test(arguments: HostileNames.all)
    func `nothing of a hostile name can move, reorder, break or open anything`(name: String) {
        let label = NameLabel.value(for: name)
        #expect(label.utf8.count <= NameLabel.limit)
        #expect(!label.isEmpty)
        for scalar in label.unicodeScalars {
            #expect(!"<>".unicodeScalars.contains(scalar))
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: Issue.record("\(scalar.value) is left")
            default: break
            }
        }
    }

    @Test func `no two hostile names have the same label`() {
        let labels = HostileNames.all.map { Array(NameLabel.value(for: $0).utf8) }
        #expect(Set(HostileNames.all.map { Array($0.utf8) }).count == HostileNames.all.count)
        #expect(Set(labels).count == labels.count)
    }

    @Test func `a label is the label of no other name, not even of one that looks like it`() {
        for name in HostileNames.all {
            let label = NameLabel.value(for: name)
            guard label != name else { continue }
            #expect(NameLabel.value(for: label) != label)
        }
    }

    @Test(arguments: 1...200)
    func `a long name is cut between two scalars, whatever their width`(length: Int) {
        for scalar in ["x", "é", "名", "🙂"] {
            let label = NameLabel.value(for: String(repeating: scalar, count: length))
            #expect(label.utf8.count <= 128)
            let isWhole = length * scalar.utf8.count <= 128
            #expect(label.contains("~") == !isWhole)
            if !isWhole { #expect(label.utf8.count > 128 - 4) }
        }
    }
}
