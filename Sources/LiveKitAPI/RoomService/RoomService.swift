package import HTTPClient
import VitalsJSON

/// Asks a LiveKit server which rooms it has, by its RoomService (Twirp, JSON).
package struct RoomService: RoomList {
    /// Bytes of an answer: some ten thousand rooms.
    static let longestAnswer = 16 << 20
    /// Bytes of a refusal that are told.
    private static let toldAnswer = 400
    private static let connectTimeout: Double = 5
    private static let timeout: Double = 10

    private let url: String
    private let token: @Sendable () -> String?
    private let userAgent: String

    /// - Parameters:
    ///   - address: of the server: `ws`, `wss`, `http` or `https`.
    ///   - token: with the grant `roomList`; asked for each time.
    /// - Throws: where the address is none.
    package init(
        _ address: String, userAgent: String, token: @escaping @Sendable () -> String?
    ) throws(HTTPURL.Fault) {
        // The server answers on the port of its signalling.
        let isSocket = address.prefix(2).lowercased() == "ws"
        let base = try HTTPURL(isSocket ? "http" + address.dropFirst(2) : address, defaultPath: "/").text
        url = base + (base.hasSuffix("/") ? "" : "/") + "twirp/livekit.RoomService/ListRooms"
        self.userAgent = userAgent
        self.token = token
    }

    /// All rooms, or those of the names that there are. Blocks, for some seconds at the most.
    package func rooms(
        named names: [String], isCancelled: @escaping @Sendable () -> Bool
    ) throws(RoomServiceFailure) -> [RunningRoom] {
        guard let token = token() else { throw .unreachable("no access token could be made") }
        let headers = ["Content-Type: application/json", "Authorization: Bearer \(token)", "Expect:"]
        let transfer = HTTPTransfer(
            to: url, headers: headers, userAgent: userAgent, connectTimeout: Self.connectTimeout,
            timeout: Self.timeout)
        guard let transfer else { throw .unreachable("libcurl has no memory") }
        let answer = CollectedAnswer(limit: Self.longestAnswer, isCancelled: isCancelled)
        let request = JSONValue.object(names.isEmpty ? [] : [.init("names", .array(names.map { .string($0) }))])
        let outcome = transfer.post(request.written(), to: answer)
        guard !answer.isTooLong else { throw .unreadable("it is longer than \(Self.longestAnswer) bytes") }
        guard outcome.isComplete else { throw .unreachable(outcome.reason) }
        guard outcome.status == 200 else {
            throw .refused(
                status: outcome.status, String(decoding: answer.body.prefix(Self.toldAnswer), as: UTF8.self))
        }
        return try Self.read(answer.body)
    }

    static func read(_ body: [UInt8]) throws(RoomServiceFailure) -> [RunningRoom] {
        let limits = DecodeLimits(messageBytes: longestAnswer, depth: 16, containers: 1_000_000)
        let parsed = body.withUnsafeBytes { bytes in
            Result { () throws(DecodeFailure) in try JSONValue(parsing: bytes, limits: limits) }
        }
        switch parsed {
        case .failure(let failure): throw .unreadable("\(failure)")
        case .success(let root):
            guard case .object = root else { throw .unreadable("it is no JSON object") }
            guard case .array(let rooms)? = root["rooms"] else { return [] }
            return rooms.compactMap { room in
                guard case .string(let name)? = room["name"], !name.isEmpty else { return nil }
                guard case .string(let sid)? = room["sid"] else { return RunningRoom(sid: "", name: name) }
                return RunningRoom(sid: sid, name: name)
            }
        }
    }
}

/// An answer's body, within a bound.
private final class CollectedAnswer: TransferListener {
    private(set) var body: [UInt8] = []
    private(set) var isTooLong = false
    private let limit: Int
    private let isCancelled: @Sendable () -> Bool

    init(limit: Int, isCancelled: @escaping @Sendable () -> Bool) {
        self.limit = limit
        self.isCancelled = isCancelled
    }

    func connect(by descriptor: Int32) {}
    func receive(header: UnsafeRawBufferPointer) -> Bool { true }
    func shouldStop(sent: Int) -> Bool { isCancelled() }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        isTooLong = body.count + bytes.count > limit
        if !isTooLong { body.append(contentsOf: bytes) }
        return !isTooLong
    }
}
