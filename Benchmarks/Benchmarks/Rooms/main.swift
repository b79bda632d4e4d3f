// Many rooms in one program, each with a decoder and a session of its own: what a bot of each costs without its connection.
//
// usage: Rooms COUNT FILE
//
// Every room takes in every message of FILE, a recording of the feed's messages, in turn with the others: the first message
// in all rooms, then the second. Prints what came of it, added up over the rooms, as JSON.
import Glibc
import Vitals
import VitalsJSON

struct Room: ~Copyable {
    private var decoder = StreamDecoder()
    private(set) var session = RoomSession()
    /// ms since 1970, as the newest report says.
    private var now: Double = 0

    mutating func take(_ line: UnsafeRawBufferPointer) throws(DecodeFailure) {
        let message = try decoder.decode(line)
        if case .stats(let report) = message { now = report.timestamp }
        session.apply(message, at: now)
        decoder.reuse(message)
    }
}

/// One of many: what is no copy lies in no array.
final class Place {
    var room = Room()
}

guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[1]), count > 0,
    let file = fopen(CommandLine.arguments[2], "r")
else {
    let usage = "usage: Rooms COUNT FILE, a recording of the feed's messages\n"
    _ = usage.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    exit(2)
}
let places = (0..<count).map { _ in Place() }
var line: UnsafeMutablePointer<CChar>?
var room = 0
while true {
    let length = getline(&line, &room, file)
    guard length > 0, let line else { break }
    for place in places { try place.room.take(UnsafeRawBufferPointer(start: line, count: length)) }
}
var (reports, participants, readings, accepted): (UInt64, Int, UInt64, UInt64) = (0, 0, 0, 0)
for place in places {
    let block = QualityBlock(place.room.session.totals)
    reports += place.room.session.reports
    participants += place.room.session.participants.count
    readings += block.totalReadings
    accepted += block.samples.accepted
}
print(
    #"{"reports": \#(reports), "participants": \#(participants), "readings": \#(readings), "accepted": \#(accepted)}"#)
