import HTTPPort
import RoomAccess
import Testing

@testable import Relay

@Suite struct HandshakeGateTests {
    private static let secret = "a-secret-of-thirty-two-bytes-or-more"

    private func gate(keys: [String: String]? = nil) throws -> HandshakeGate {
        HandshakeGate(
            limits: RelayLimits(), verifier: try keys.map { try AccessTokenVerifier(keys: $0) },
            origins: OriginAllowList(origins: []))
    }

    private func token(_ video: VideoGrant, identity: String = "alice", metadata: String? = nil) throws -> String {
        let token = AccessToken(
            apiKey: "key", identity: identity, expiry: 2_000, video: video, roomMetadata: metadata)
        return try #require(token.signed(with: try APISecret(Self.secret)))
    }

    private func admit(
        _ target: String, authorization: [String] = [], keys: [String: String]? = nil
    ) throws -> Result<Admission, HandshakeRefusal> {
        let gate = try gate(keys: keys)
        let request = RequestHead(
            method: "GET", target: target, headers: authorization.map { .init("authorization", $0) })
        return Result { () throws(HandshakeRefusal) in try gate.admit(request, now: 1_000) }
    }

    private func admit(video: VideoGrant, identity: String = "alice") throws -> Result<Admission, HandshakeRefusal> {
        try admit("/rtc?access_token=\(token(video, identity: identity))", keys: ["key": Self.secret])
    }

    // MARK: - Tokens

    @Test func grantsBecomeRights() throws {
        let cases: [(VideoGrant, Admission.Rights)] = [
            (VideoGrant(), [.visible, .publishes]),
            (VideoGrant(canPublish: false), [.visible]),
            (VideoGrant(canPublish: false, canPublishData: true), [.visible, .publishes]),
            (VideoGrant(hidden: true), [.subscribes]),
            (VideoGrant(hidden: true, canPublishData: true), [.subscribes]),
            (VideoGrant(hidden: true, agent: true), [.subscribes, .agent, .publishes]),
            (VideoGrant(hidden: true, agent: true, canPublishData: false), [.subscribes, .agent]),
            (VideoGrant(canSubscribeMetrics: true), [.visible, .publishes, .subscribes]),
            (VideoGrant(canSubscribe: false, canSubscribeMetrics: true), [.visible, .publishes]),
            (VideoGrant(agent: true), [.visible, .publishes, .agent]),
            (VideoGrant(roomAdmin: true), [.visible, .publishes, .administers]),
        ]
        for (grant, rights) in cases {
            var video = grant
            video.room = "counsel-42"
            video.roomJoin = true
            #expect(
                try admit(video: video).get() == Admission(room: "counsel-42", identity: "alice", rights: rights),
                "\(grant)")
        }
    }

    @Test func grantsThatOpenNoRoomAreRefused() throws {
        let cases: [(VideoGrant, HandshakeRefusal)] = [
            (VideoGrant(room: "r"), .noJoinGrant), (VideoGrant(roomJoin: true), .badRoomName(limit: 128)),
            (VideoGrant(room: "r", roomJoin: true, hidden: true, canSubscribe: false), .noSubscribeGrant),
            (VideoGrant(room: "r\u{1B}[2J", roomJoin: true), .badRoomName(limit: 128)),
            (VideoGrant(room: String(repeating: "r", count: 129), roomJoin: true), .badRoomName(limit: 128)),
        ]
        for (video, refusal) in cases {
            #expect(try admit(video: video) == .failure(refusal))
        }
        for identity in ["", "a\n", "\u{2028}", String(repeating: "é", count: 65)] {
            #expect(
                try admit(video: VideoGrant(room: "r", roomJoin: true), identity: identity)
                    == .failure(.badIdentity(limit: 128)))
        }
    }

    @Test func theHeaderWinsOverTheQuery() throws {
        let keys = ["key": Self.secret]
        let grant = VideoGrant(room: "r", roomJoin: true)
        let alice = try token(grant)
        let bob = try token(grant, identity: "bob")
        let both = try admit("/rtc?access_token=\(alice)", authorization: ["Bearer \(bob)"], keys: keys).get()
        #expect(both.identity == "bob")
        #expect(try admit("/rtc", authorization: ["bearer \(bob)"], keys: keys).get().identity == "bob")
        for bad in [["Basic \(bob)"], [bob], ["Bearer \(bob)", "Bearer \(bob)"], [""]] {
            let refused = try admit("/rtc?access_token=\(alice)", authorization: bad, keys: keys)
            #expect(refused == .failure(.badAuthorization))
        }
    }

    @Test func withKeysATokenIsNeeded() throws {
        let keys = ["key": Self.secret]
        for target in ["/rtc", "/rtc?room=r&identity=alice", "/rtc?access_token=", "/rtc?access_token"] {
            #expect(try admit(target, keys: keys) == .failure(.noToken))
        }
        #expect(try admit("/rtc?access_token=x", keys: keys) == .failure(.badToken(.malformed)))
        #expect(try admit("/rtc?access_token=x&access_token=y", keys: keys) == .failure(.badQuery))
    }

    @Test func aTokenOpensItsOwnRoomOnly() throws {
        let token = try token(VideoGrant(room: "r", roomJoin: true))
        #expect(try admit("/rtc?room=r&access_token=\(token)", keys: ["key": Self.secret]).get().room == "r")
        #expect(try admit("/rtc?room=q&access_token=\(token)", keys: ["key": Self.secret]) == .failure(.wrongRoom))
    }

    // MARK: - Without keys

    @Test func withoutKeysTheQueryNamesEverything() throws {
        #expect(
            try admit("/rtc?room=a%20b&identity=alice").get()
                == Admission(room: "a b", identity: "alice", rights: [.visible, .publishes, .administers]))
        #expect(
            try admit("/rtc?room=r&identity=bot&role=monitor&resumeId=RS_1&metadata=%7B%7D").get()
                == Admission(
                    room: "r", identity: "bot", rights: [.subscribes, .administers], resumeId: "RS_1",
                    roomMetadata: "{}")
        )
        #expect(try admit("/rtc?room=r&identity=a&role=root") == .failure(.badRole))
        #expect(try admit("/rtc?identity=a") == .failure(.badRoomName(limit: 128)))
        #expect(try admit("/rtc?room=r") == .failure(.badIdentity(limit: 128)))
        let long = String(repeating: "m", count: 65_537)
        #expect(try admit("/rtc?room=r&identity=a&metadata=\(long)") == .failure(.badMetadata))
    }
}
