import Foundation
import Recordings
import SwiftProtobuf

@testable import LiveKitRoom

/// Events that a real engine gave in a real room, with the time of each in ms.
struct RecordedEvents {
    struct Recorded {
        var ms: Double
        var event: EngineEvent
    }

    let events: [Recorded]

    /// - Parameter name: of a fixture.
    init(_ name: String) throws {
        let url = Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "ndjson.gz")
        let packed = try Data(contentsOf: url ?? URL(filePath: "/no/fixture/\(name)"))
        let text = GzipData.unpack(Array(packed), upTo: 8 << 20) ?? []
        events = try text.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let fields = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            guard let ms = fields?["ms"] as? Double, let base64 = fields?["event"] as? String,
                let bytes = Data(base64Encoded: base64)
            else { return nil }
            return Recorded(ms: ms, event: try EngineEvent(serializedBytes: bytes))
        }
    }

    var roomEvents: [(ms: Double, event: EngineRoomEvent)] {
        events.compactMap { recorded in
            if case .roomEvent(let event)? = recorded.event.message { (recorded.ms, event) } else { nil }
        }
    }

    var connection: EngineConnectCallback.Result? {
        for recorded in events {
            if case .connect(let callback)? = recorded.event.message { return callback.result }
        }
        return nil
    }
}
