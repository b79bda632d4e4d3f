import Testing

@testable import HTTPPort

@Suite struct QueryParametersTests {
    @Test func valuesAreDecoded() throws {
        let query = try QueryParameters("room=a+b%2Fc&identity=%C3%A9%F0%9F%98%80&&flag&empty=&x=1=2")
        #expect(query["room"] == "a b/c")
        #expect(query["identity"] == "é😀")
        #expect(query["flag"] == "")
        #expect(query["empty"] == "")
        #expect(query["x"] == "1=2")
        #expect(query["missing"] == nil)
        #expect(try QueryParameters("")["room"] == nil)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%+1", "a=%FF", "a=%C3", "%=1", "a=1&a=2", "a=1&%61=2", "a=%ED%A0%80"])
    func whatTwoReadersMightReadDifferentlyIsRefused(query: String) {
        #expect(throws: QueryParameters.Malformed.self) { try QueryParameters(query) }
    }
}
