/// A JSON value whose longest lists are not there at once: an element is made when it is written, and goes when it has been.
package enum JSONDraft {
    case value(JSONValue)
    /// Its keys differ: that is for whoever makes it to see to.
    case object([Member])
    case list(count: Int, element: (_ place: Int) -> JSONValue)

    package struct Member {
        let key: String
        let value: JSONDraft

        package init(_ key: String, _ value: JSONDraft) {
            self.key = key
            self.value = value
        }
    }

    /// Hands over the JSON text, UTF-8, with a line feed at its end.
    package func withText<Result, Failure: Error>(
        _ layout: JSONLayout, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var writing = JSONWriting(layout: layout, numbers: .plain)
        writing.put(self)
        writing.literal("\n")
        return try writing.room.withText(body)
    }
}
