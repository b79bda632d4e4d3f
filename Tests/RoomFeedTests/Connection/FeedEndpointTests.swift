import Testing

@testable import RoomFeed

@Suite struct FeedEndpointTests {
    @Test(arguments: [
        ("ws://relay.example/rtc", "relay.example", 80, "/rtc", "relay.example"),
        ("wss://relay.example", "relay.example", 443, "/", "relay.example"),
        ("WS://Relay.Example:9464/a/b", "Relay.Example", 9464, "/a/b", "Relay.Example:9464"),
        ("ws://127.0.0.1:80/", "127.0.0.1", 80, "/", "127.0.0.1"),
        ("ws://[::1]:7880/rtc", "::1", 7880, "/rtc", "[::1]:7880"),
        ("ws://[2001:db8::7]", "2001:db8::7", 80, "/", "[2001:db8::7]"),
        ("wss://[2001:db8::7]/rtc", "2001:db8::7", 443, "/rtc", "[2001:db8::7]"),
        ("ws://relay.example?room=a", "relay.example", 80, "/", "relay.example"),
        ("ws://relay.example:/rtc", "relay.example", 80, "/rtc", "relay.example"),
        ("ws://relay_1.example/", "relay_1.example", 80, "/", "relay_1.example"),
    ])
    func `a URL is taken apart`(url: String, host: String, port: Int, path: String, header: String) throws {
        let endpoint = try FeedEndpoint(url)
        #expect(endpoint.host == host)
        #expect(Int(endpoint.port) == port)
        #expect(endpoint.path == path)
        #expect(endpoint.hostHeader == header)
    }

    @Test(arguments: [
        ("relay.example", FeedEndpointError.scheme(nil)),
        ("http://relay.example", .scheme("http")),
        ("https://relay.example", .scheme("https")),
        ("ftp://relay.example", .scheme("ftp")),
        ("ws://key:secret@relay.example/rtc", .userInfo),
        ("ws://", .host("")),
        ("ws:///rtc", .host("")),
        ("ws://relay example/", .host("relay example")),
        ("ws://r\u{E4}l.example/", .host("r\u{E4}l.example")),
        ("ws://%41.example/", .host("%41.example")),
        ("ws://[::1/", .host("[::1")),
        ("ws://[relay]/", .host("relay")),
        ("ws://::1/", .host("")),
        ("ws://relay.example:0/", .port("0")),
        ("ws://relay.example:65536/", .port("65536")),
        ("ws://relay.example:+80/", .port("+80")),
        ("ws://[::1]80/", .port("80")),
        ("ws://relay.example/rtc#top", .fragment),
        ("ws://relay.example/a b", .percent("/a b")),
        ("ws://relay.example/a%2", .percent("/a%2")),
        ("ws://relay.example/?a=%zz", .percent("a=%zz")),
        ("ws://relay.example/\r\nX: y", .percent("/\r\nX: y")),
    ])
    func `what is wrong with a URL is named`(url: String, error: FeedEndpointError) {
        #expect(throws: error) { try FeedEndpoint(url) }
        #expect(!error.description.utf8.contains { $0 < 0x20 })
    }

    @Test func `what is too long is refused`() throws {
        let host = String(repeating: "a", count: FeedEndpoint.hostLimit)
        _ = try FeedEndpoint("ws://\(host)/")
        #expect(throws: FeedEndpointError.host(host + "a")) { try FeedEndpoint("ws://\(host)a/") }
        let path = "/" + String(repeating: "p", count: FeedEndpoint.targetLimit - 1)
        #expect(try FeedEndpoint("ws://relay.example\(path)").path == path)
        #expect(throws: FeedEndpointError.tooLong(limit: FeedEndpoint.targetLimit)) {
            try FeedEndpoint("ws://relay.example\(path)p")
        }
    }

    @Test func `query items are encoded and added to the URL's own`() throws {
        let items = [
            FeedCredentials.QueryItem(name: "room", value: "counsel 42/\u{E4}&b"),
            FeedCredentials.QueryItem(name: "a=b", value: ""),
        ]
        let plain = try FeedEndpoint("ws://relay.example/rtc")
        #expect(plain.requestTarget(adding: items) == "/rtc?room=counsel%2042%2F%C3%A4%26b&a%3Db=")
        let own = try FeedEndpoint("ws://relay.example/r%C3%A4um?x=1")
        #expect(own.requestTarget(adding: items) == "/r%C3%A4um?x=1&room=counsel%2042%2F%C3%A4%26b&a%3Db=")
        #expect(try FeedEndpoint("ws://relay.example/r\u{E4}um").path == "/r%C3%A4um")
    }

    @Test func `a description holds no token`() throws {
        let endpoint = try FeedEndpoint("wss://relay.example:7880/rtc?access_token=eyJsecret")
        #expect(endpoint.description == "wss://relay.example:7880/rtc")
        #expect(!"\(endpoint)".contains("secret"))
    }
}
