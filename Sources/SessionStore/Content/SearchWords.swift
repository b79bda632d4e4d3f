import SessionRecords

/// How texts are taken apart for searching, the same for all stores: a word is a run of letters, digits and the marks on
/// them, in lower case. What a word is made of means nothing to any database's search language.
package enum SearchWords {
    /// Characters of a word; of a longer one the beginning counts.
    static let longestWord = 64
    /// Words of a query; more are not looked at.
    static let mostQueryWords = 16
    /// What a session's words may take up, each with 16 bytes besides: PostgreSQL refuses more than a megabyte.
    static let mostBytes = 700_000
    /// Unicode scalars of a snippet.
    static let snippetLength = 160

    /// The words that a person looks for.
    package static func query(_ text: String) -> [String] {
        var words: [String] = []
        forEach(in: text) { word, _ in
            if !words.contains(word) { words.append(word) }
            return words.count < mostQueryWords
        }
        return words
    }

    /// The different words of a transcript, each once, up to the limit.
    static func distinct(in transcript: [TranscriptLine]) -> String {
        var known: Set<String> = []
        var list: [String] = []
        var bytes = 0
        for line in transcript {
            forEach(in: line.text) { word, _ in
                guard known.insert(word).inserted else { return true }
                bytes += word.utf8.count + 16
                guard bytes <= mostBytes else { return false }
                list.append(word)
                return true
            }
            if bytes > mostBytes { break }
        }
        return list.joined(separator: " ")
    }

    /// The surroundings of the first place where one of the words begins a word; `nil` where none does.
    static func snippet(of transcript: [TranscriptLine], around words: [String]) -> String? {
        for line in transcript {
            var found: String.Index?
            forEach(in: line.text) { word, place in
                if words.contains(where: { word.hasPrefix($0) }) { found = place }
                return found == nil
            }
            if let found { return excerpt(of: line.text, at: found) }
        }
        return nil
    }

    private static func excerpt(of text: String, at place: String.Index) -> String {
        // By scalars: one character may be made of any number of them.
        let scalars = text.unicodeScalars
        let start =
            scalars.index(place, offsetBy: -snippetLength / 3, limitedBy: scalars.startIndex) ?? scalars.startIndex
        let end = scalars.index(start, offsetBy: snippetLength, limitedBy: scalars.endIndex) ?? scalars.endIndex
        let middle = String(String.UnicodeScalarView(scalars[start..<end]))
        return (start > scalars.startIndex ? "…" : "") + middle + (end < scalars.endIndex ? "…" : "")
    }

    /// - Parameter body: gets each word and where it begins; `false` ends it.
    private static func forEach(in text: String, _ body: (String, String.Index) -> Bool) {
        let scalars = text.unicodeScalars
        var place = scalars.startIndex
        while place < scalars.endIndex {
            guard scalars[place].isPartOfWord else {
                place = scalars.index(after: place)
                continue
            }
            let start = place
            var word = String.UnicodeScalarView()
            var length = 0
            while place < scalars.endIndex, scalars[place].isPartOfWord {
                if length < longestWord { word.append(scalars[place]) }
                length += 1
                place = scalars.index(after: place)
            }
            guard body(String(word).lowercased(), start) else { return }
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isPartOfWord: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }
}
