import Testing

@testable import HTTPPort

@Suite struct AllowListsTests {
    @Test(
        arguments: [
            ("localhost", "localhost", nil), ("LocalHost:80", "localhost", 80),
            ("127.0.0.1:65535", "127.0.0.1", 65_535),
            ("[::1]:7880", "::1", 7880), ("[::1]", "::1", nil), ("relay.example.com:443", "relay.example.com", 443),
            ("a_b-c.d", "a_b-c.d", nil),
        ] as [(String, String, Int?)])
    func authoritiesAreRead(text: String, host: String, port: Int?) throws {
        let authority = try #require(Authority(text))
        #expect(authority.host == host && authority.port == port)
    }

    @Test(arguments: [
        "", ":80", "a:", "a:b", "a:65536", "a:-1", "a:+1", "a:1:2", "::1", "[::1", "[localhost]", "[]", "[::1]80",
        "user@host", "host/path", "a b", "a\u{0}", "é.example", "[::1]:٣", "a?b", "[fe80::1%eth0]",
    ])
    func otherTextIsNoAuthority(text: String) {
        #expect(Authority(text) == nil)
    }

    @Test(arguments: [
        ("localhost", true), ("app.localhost", true), ("127.0.0.1", true), ("127.9.9.9", true), ("[::1]", true),
        ("127.0.0.1.evil.example", false), ("127.evil.example", false), ("localhost.evil.example", false),
        ("notlocalhost", false), ("10.0.0.1", false), ("0.0.0.0", false), ("[::]", false),
    ])
    func loopbackIsWhatOnlyThisMachineReaches(text: String, expected: Bool) throws {
        #expect(try #require(Authority(text)).isLoopback == expected)
    }

    @Test func hostsAreLoopbackBoundOrConfigured() throws {
        let hosts = HostAllowList(names: ["Relay.Example.com"], boundHost: "192.0.2.7")
        for good in [
            "localhost:7880", "127.0.0.1", "[::1]:1", "192.0.2.7:7880", "relay.example.com", "RELAY.example.COM:443",
        ] {
            #expect(hosts.allows(try #require(Authority(good))), "\(good)")
        }
        for bad in ["evil.example", "192.0.2.8", "relay.example.com.evil.example", "xrelay.example.com", "example.com"]
        {
            #expect(!hosts.allows(try #require(Authority(bad))), "\(bad)")
        }
        let everywhere = HostAllowList(names: [], boundHost: "0.0.0.0")
        #expect(everywhere.allows(try #require(Authority("198.51.100.4:80"))))
        #expect(everywhere.allows(try #require(Authority("[2001:db8::1]"))))
        #expect(!everywhere.allows(try #require(Authority("evil.example"))))
        #expect(HostAllowList(names: [], boundHost: "2001:db8::1").allows(try #require(Authority("[2001:db8::1]:9"))))
    }

    @Test(
        arguments: [
            (nil, true), ("http://localhost:3000", true), ("https://127.0.0.1", true), ("http://[::1]:8080", true),
            ("http://relay.example:7880", true), ("https://app.example", true), ("HTTPS://APP.example", true),
            ("http://relay.example", false), ("http://relay.example:7881", false), ("https://evil.example", false),
            ("http://localhost.evil.example", false), ("https://app.example.evil.example", false), ("null", false),
            ("", false), ("file://", false), ("ftp://localhost", false), ("http://localhost@evil.example", false),
            ("localhost", false), ("chrome-extension://abc", false), ("https://app.example:8443", false),
        ] as [(String?, Bool)])
    func originsAreOwnLoopbackOrConfigured(origin: String?, expected: Bool) throws {
        let origins = OriginAllowList(origins: ["https://app.example"])
        #expect(origins.allows(origin, host: try #require(Authority("relay.example:7880"))) == expected)
    }

    @Test func aStarAllowsAnyOrigin() throws {
        let host = try #require(Authority("relay.example"))
        #expect(OriginAllowList(origins: ["*"]).allows("https://evil.example", host: host))
    }

    @Test(arguments: [
        ("relay.example.com", true), ("Relay.Example.com", true), ("192.0.2.1", true), ("[2001:db8::1]", true),
        ("2001:db8::1", true), ("", false), ("relay.example.com:443", false), ("https://relay.example.com", false),
        ("relay.example.com/", false), ("*", false), ("a b", false),
    ])
    func configuredHostsAreNames(text: String, expected: Bool) {
        #expect(HostAllowList.isName(text) == expected)
    }

    @Test(arguments: [
        ("https://app.example.com", true), ("http://localhost:3000", true), ("capacitor://localhost", true),
        ("*", true),
        ("app.example.com", false), ("https://app.example.com/", false), ("https://", false), ("://a", false),
        ("", false),
        ("null", false), ("https://*.example.com", false),
    ])
    func configuredOriginsAreOrigins(text: String, expected: Bool) {
        #expect(OriginAllowList.isOrigin(text) == expected)
    }

    @Test func configuredAddressesMayHaveBrackets() throws {
        for name in ["[2001:DB8::1]", "2001:db8::1"] {
            let hosts = HostAllowList(names: [name], boundHost: "127.0.0.1")
            #expect(hosts.allows(try #require(Authority("[2001:db8::1]:9464"))))
        }
    }
}
