import HTTPPort
import Testing
import VitalsJSON

@testable import LiveServer
@testable import Monitor

@Suite struct DescribedEndTests {
    @Test("the local port's description knows every reason for which a session ends, and no other")
    func reasons() throws {
        let text = LiveSite.description(version: "1", needsToken: false).text
        let document = try text.withUnsafeBytes { try JSONValue(parsing: $0) }
        let schema = document["components"]?["schemas"]?["Room"]?["properties"]?["end_reason"]
        let reasons = SessionEnd.allCases.map { JSONValue.string($0.rawValue) }
        #expect(schema?["enum"] == .array(reasons + [.null]))
    }
}
