import Testing

@testable import HTTPClient

@Suite struct HTTPURLTests {
    private func fault(_ text: String) -> HTTPURL.Fault? {
        do throws(HTTPURL.Fault) {
            _ = try HTTPURL(text, defaultPath: "/")
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "is the address that will be asked, with the path where it has none, and no fragment",
        arguments: [
            ("http://a.example", "http://a.example/x"), ("https://a.example/", "https://a.example/x"),
            ("https://a.example:8443/y#z", "https://a.example:8443/y"), ("http://[::1]:80?q", "http://[::1]:80/?q"),
        ])
    func text(given: String, asked: String) throws {
        #expect(try HTTPURL(given, defaultPath: "/x").text == asked)
    }

    @Test("tells the host, and whether others can read what is sent")
    func parts() throws {
        let plain = try HTTPURL("http://[::1]:80/", defaultPath: "/")
        #expect(plain.host == "[::1]" && !plain.isEncrypted)
        let encrypted = try HTTPURL("HTTPS://A.example", defaultPath: "/")
        #expect(encrypted.host.lowercased() == "a.example" && encrypted.isEncrypted)
    }

    @Test("takes neither other protocols nor users with passwords, nor what is no address")
    func refused() {
        #expect(fault("ftp://a.example/") == .scheme("ftp"))
        #expect(fault("http://me:secret@a.example/") == .credentials)
        for text in ["", "http://", "http:///path", "http://a b/"] {
            guard case .notAURL = fault(text) else {
                Issue.record("\(text) was taken: \(String(describing: fault(text)))")
                continue
            }
        }
    }
}
