import SessionRecords
import Testing

@Suite("The rules of saving")
struct SavePolicyTests {
    private let policy = SavePolicy()

    private func next(
        _ status: Int, _ retryAfter: Double? = nil, retry: Int = 0, elapsed: Double = 0
    ) -> SavePolicy.Next {
        policy.next(after: .status(status, retryAfter: retryAfter, body: ""), retry: retry, elapsed: elapsed)
    }

    @Test(
        "a failure is tried again after 1, 2 and 4 seconds, and then no more",
        arguments: [408, 425, 429, 500, 502, 503, 599])
    func retries(status: Int) {
        #expect(
            (0...3).map { next(status, retry: $0) } == [.again(after: 1), .again(after: 2), .again(after: 4), .later])
        #expect(
            (0...3).map { policy.next(after: .unreachable("no route"), retry: $0, elapsed: 0) }
                == [.again(after: 1), .again(after: 2), .again(after: 4), .later])
    }

    @Test("of a conflict it is said that an earlier try may be what is there")
    func conflict() {
        #expect(SaveAnswer.status(409, retryAfter: nil, body: "").text.hasPrefix("HTTP 409 (it has one of this id"))
        #expect(SaveAnswer.status(422, retryAfter: nil, body: "").text == "HTTP 422")
    }

    @Test("what the endpoint will not have is not tried again", arguments: [400, 401, 403, 404, 409, 413, 415, 422])
    func final(status: Int) {
        #expect(next(status) == .refused)
    }

    @Test("any success is one", arguments: [200, 201, 202, 204])
    func saved(status: Int) {
        #expect(next(status) == .saved)
        #expect(next(status, retry: 3, elapsed: 1000) == .saved)
    }

    @Test("a redirect is not followed, and its record waits", arguments: [301, 302, 307, 308])
    func redirect(status: Int) {
        #expect(next(status) == .later)
    }

    @Test("Retry-After is waited for where it is not too long")
    func retryAfter() {
        #expect(next(429, 7) == .again(after: 7))
        #expect(next(429, 0.2) == .again(after: 1))
        #expect(next(503, 30, retry: 1) == .again(after: 30))
        #expect(next(503, 3600) == .later)
    }

    @Test(
        "what the endpoint says is told in its own sentence, where it has one",
        arguments: [
            (#"{"type":"about:blank","detail":"no access token"}"#, "HTTP 401: no access token"),
            (#"{"detail":[{"loc":["body"]}]}"#, #"HTTP 401: {"detail":[{"loc":["body"]}]}"#), ("", "HTTP 401"),
            ("down\nfor repair", #"HTTP 401: down\u{a}for repair"#),
        ])
    func answerText(body: String, text: String) {
        #expect(SaveAnswer.status(401, retryAfter: nil, body: body).text == text)
    }

    @Test("no pause reaches beyond the deadline")
    func deadline() {
        #expect(next(500, retry: 2, elapsed: 70.9) == .again(after: 4))
        #expect(next(500, retry: 2, elapsed: 71.1) == .later)
        #expect(next(503, 29, elapsed: 50) == .later)
    }
}

@Suite("A save URL")
struct SaveEndpointTests {
    @Test(
        "gets the usual path where it has none",
        arguments: [
            ("https://app.example.com", "https://app.example.com/api/v1/sessions/save"),
            ("http://127.0.0.1:9464/", "http://127.0.0.1:9464/api/v1/sessions/save"),
            ("https://app.example.com/hook?x=1#top", "https://app.example.com/hook?x=1"),
            ("https://app.example.com/?x=1", "https://app.example.com/?x=1"),
        ])
    func path(text: String, url: String) throws {
        #expect(try SaveEndpoint(text).url == url)
    }

    @Test(
        "is refused where nothing could be saved, or where it gives something away",
        arguments: [
            "", "app.example.com", "file:///etc/passwd", "ftp://x/", "https://", "https://user:pw@app.example.com/",
            "http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "http://[::ffff:169.254.169.254]/",
            "gopher://x", "https://exa mple/", "http:///x", "https:///x/y",
            "javascript:alert(1)",
        ])
    func refused(text: String) {
        #expect(throws: SaveEndpoint.Fault.self) { try SaveEndpoint(text) }
    }

    @Test(
        "is shown without what may hold a token",
        arguments: [
            ("https://app.example.com/save?token=secret", "https://app.example.com/save"),
            ("https://secret:secret@app.example.com/", "https://app.example.com/"),
            ("https://app.example.com#secret", "https://app.example.com"),
            ("https://a:secret@b@app.example.com/@x?y=@secret", "https://app.example.com/@x"),
            ("secret:secret@app", "app"), ("https://app.example.com/save", "https://app.example.com/save"),
        ])
    func shown(url: String, text: String) {
        #expect(SaveEndpoint.shown(url) == text)
    }

    @Test("says whether others can read what goes there")
    func exposed() throws {
        for open in ["http://app.example.com/", "http://127.evil.example/", "http://[2001:db8::1]/"] {
            #expect(try SaveEndpoint(open).isExposed)
        }
        for safe in ["https://app.example.com/", "http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/"] {
            #expect(try !SaveEndpoint(safe).isExposed)
        }
    }

    @Test("signs by the rules of Standard Webhooks")
    func signature() throws {
        // The example of the rules' own reference libraries.
        let signature = try SaveSignature(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        #expect(
            signature.headers(
                id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: Array(#"{"test": 2432232314}"#.utf8), now: 1_614_265_330)
                == [
                    "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp: 1614265330",
                    "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                ])
        #expect(throws: SaveSignature.Fault.tooShort) { try SaveSignature(secret: "short") }
        #expect(throws: SaveSignature.Fault.notBase64) { try SaveSignature(secret: "whsec_%%%%") }
        #expect(throws: Never.self) { try SaveSignature(secret: "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo=") }
    }
}
