import Foundation
import SwiftProtobuf
import Synchronization
import Testing

@testable import LiveKitRoom

@Suite struct EngineTests {
    @Test("without the engine the message says how to get it, and where it was looked for")
    func place() throws {
        let none = #expect(throws: EngineFailure.self) {
            try EnginePlace.find(named: nil, program: "/no/such/bin/roomvitals", home: "/no/home")
        }
        let text = "\(try #require(none))"
        for part in ["make livekit", "ROOMVITALS_LIVEKIT_FFI", "/no/such/bin/", "/no/home/.local/lib/roomvitals/"] {
            #expect(text.contains(part), "\(part)")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/liblivekit_ffi.so"
        try Data("no library".utf8).write(to: URL(filePath: file))
        #expect(try EnginePlace.find(named: nil, program: folder + "/roomvitals", home: nil) == file)
        #expect(try EnginePlace.find(named: file, program: "/x/y", home: nil) == file)
        #expect(throws: EngineFailure.notFound(searched: ["/else (ROOMVITALS_LIVEKIT_FFI)"])) {
            try EnginePlace.find(named: "/else", program: folder + "/roomvitals", home: nil)
        }
        #expect(throws: EngineFailure.self) { try Engine.load(path: file, version: "test", hearsLog: false) { _ in } }
    }

    @Test("a file that is cut off is refused before it is loaded, a whole one is not")
    func cutOff() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID()).so")
        defer { try? FileManager.default.removeItem(at: file) }
        let program = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/exe"))
        try #require(try program.read(upToCount: 100_000)).write(to: file)
        let failure = #expect(throws: EngineFailure.self) {
            try Engine.load(path: file.path, version: "test", hearsLog: false) { _ in }
        }
        #expect("\(try #require(failure))".contains("it is cut off, 100000 of at least"))
        #expect(EngineFile.fault(at: "/proc/self/exe") == nil)
        #expect(EngineFile.fault(at: "/proc/self/status") == nil)
        #expect(EngineFile.fault(at: "/dev/zero") == "it is no file")
    }

    @Test("data beyond the bounds are let go and counted; what is about the room is kept")
    func inbox() {
        let inbox = EngineInbox()
        let payload = [UInt8](repeating: 0, count: 1 << 20)
        for _ in 0..<20 { inbox.put(.data(identity: "a", topic: "rtc-stats", payload: payload)) }
        inbox.put(.disconnected)
        #expect(inbox.dropped == 4)
        #expect(inbox.take(timeout: .now()).count == 17)
        for _ in 0..<EngineInbox.maxItems + 5 { inbox.put(.data(identity: "a", topic: "t", payload: [])) }
        #expect(inbox.dropped == 9)
    }

    @Test("a room that nobody takes up is told to begin, and left")
    func abandoned() {
        let engine = ScriptedEngine()
        var goodbye: UInt64?
        engine.abandon(5) { goodbye = $0 }
        let requests = engine.requests.compactMap(\.message)
        guard case .readyForRoomEvent(let ready)? = requests.first, case .disconnect(let leave)? = requests.last else {
            Issue.record("\(requests)")
            return
        }
        #expect(ready.roomHandle == 5 && leave.roomHandle == 5)
        #expect(leave.requestAsyncID == goodbye)
    }

    @Test("a room that the engine gave up breaks nothing else; all rooms hear of a breakdown")
    func panics() throws {
        let before = Engine.statistics
        let inbox = EngineInbox()
        _ = Engine.shared.routes.withLock { $0.register(inbox) }
        let panics = [
            "timed out waiting for ReadyForRoomEventRequest after ConnectCallback (room_handle=966)", "thread died",
        ]
        for text in panics {
            Engine.shared.bring(try EngineEvent.with { $0.panic = .with { $0.message = text } }.serializedBytes())
        }
        let told = inbox.take(timeout: .now())
        #expect(told.count == 1)
        if case .panic(let text)? = told.first { #expect(text == "thread died") } else { Issue.record("\(told)") }
        #expect(Engine.statistics.roomsGivenUp == before.roomsGivenUp + 1)
        #expect(Engine.statistics.panics == before.panics + 1)
        Engine.shared.close(inbox)
    }

    @Test("answers go to whoever asked, once; a room that is closed gets nothing more")
    func routes() {
        var routes = EngineRoutes()
        let (first, second) = (EngineInbox(), EngineInbox())
        let (one, two) = (routes.register(first), routes.register(second))
        #expect(one != two)
        routes.open(room: 3, first)
        routes.open(room: 4, second)
        #expect(routes.takeAnswer(one) === first)
        #expect(routes.takeAnswer(one) == nil)
        routes.close(second)
        #expect(routes.takeAnswer(two) == nil)
        routes.open(reader: 9, first)
        #expect(routes.inbox(ofReader: 9, isOver: false) === first)
        #expect(routes.inbox(ofReader: 9, isOver: true) === first)
        #expect(routes.inbox(ofReader: 9, isOver: true) == nil)
        #expect(routes.inbox(ofRoom: 3) === first)
        #expect(routes.inbox(ofRoom: 4) == nil)
    }

    @Test("a packet's bytes are copied before the engine may take them back")
    func handles() throws {
        let engine = ScriptedEngine()
        let bytes = Array("hello".utf8)
        let item = bytes.withUnsafeBytes { buffer in
            EngineItem(
                .with { event in
                    event.dataPacketReceived = .with {
                        $0.participantIdentity = "alice"
                        $0.user.topic = "t"
                        $0.user.data = .with {
                            $0.handle.id = 7
                            $0.data.dataPtr = UInt64(UInt(bitPattern: buffer.baseAddress))
                            $0.data.dataLen = UInt64(buffer.count)
                        }
                    }
                }, handle: engine.handle)
        }
        guard case .data("alice", "t", let payload)? = item else {
            Issue.record("no data")
            return
        }
        #expect(payload == bytes)
        #expect(engine.keptHandles == 0)
    }
}
