import Testing

@testable import LiveKitAPI

@Suite struct WebhookEventTests {
    private func event(_ text: String) throws(WebhookEvent.Fault) -> WebhookEvent { try WebhookEvent(Array(text.utf8)) }

    private func fault(_ text: String) -> WebhookEvent.Fault? {
        do throws(WebhookEvent.Fault) {
            _ = try event(text)
            return nil
        } catch {
            return error
        }
    }

    @Test("is read from what a LiveKit server sends")
    func genuine() throws {
        let read = try event(GenuineWebhook.body)
        #expect(
            read
                == WebhookEvent(
                    kind: .open, id: "EV_scnT3TGpLYLe", room: RunningRoom(sid: "RM_p55Crq9jbW4b", name: "hooked")))
    }

    @Test(
        "tells rooms that are there from rooms that are over, and from all else",
        arguments: [
            ("room_started", WebhookEvent.Kind.open), ("participant_joined", .open), ("track_published", .open),
            ("room_finished", .finished), ("participant_left", .other), ("egress_started", .other), ("new_one", .other),
        ])
    func kinds(name: String, kind: WebhookEvent.Kind) throws {
        let read = try event(#"{"event":"\#(name)","id":"EV_1","room":{"name":"r"}}"#)
        #expect(read.kind == kind)
        #expect(read.room == RunningRoom(sid: "", name: kind == .other ? "" : "r"))
    }

    @Test("an event of no use here needs no room")
    func roomless() throws {
        #expect(try event(#"{"event":"ingress_started","id":"EV_1","ingressInfo":{}}"#).kind == .other)
    }

    @Test(
        "names the field that is missing, of another type, or too long",
        arguments: [
            (#"{"id":"EV_1","room":{"name":"r"}}"#, "event"), (#"{"event":"room_started","room":{"name":"r"}}"#, "id"),
            (#"{"event":"room_started","id":7,"room":{"name":"r"}}"#, "id"),
            (#"{"event":"room_started","id":"EV_1"}"#, "room"),
            (#"{"event":"room_started","id":"EV_1","room":[]}"#, "room.name"),
            (#"{"event":"room_started","id":"EV_1","room":{"sid":"RM_1"}}"#, "room.name"),
            (#"{"event":"room_started","id":"EV_1","room":{"name":""}}"#, "room.name"),
            (#"{"event":"room_started","id":"EV_1","room":{"name":"r","sid":null}}"#, "room.sid"),
            (
                #"{"event":"room_started","id":"EV_1","room":{"name":"\#(String(repeating: "r", count: 257))"}}"#,
                "room.name"
            ),
        ])
    func faults(text: String, field: String) {
        #expect(fault(text) == .field(field))
    }

    @Test("is no event where the body is no JSON object", arguments: ["", "[]", "null", "{", #"{"event":"#, "\u{0}"])
    func notJSON(text: String) {
        #expect(fault(text) == .notJSON)
    }
}
