import Glibc
import Vitals
import VitalsJSON

var session = RoomSession()
let decoder = FeedDecoder()
while let line = readLine() {
    do {
        switch try decoder.decodeRecordedLine(Array(line.utf8)) {
        case .report(let report): session.fold(report, at: report.timestamp)
        case .message(let message, let at): session.apply(message, at: at ?? 0)
        }
    } catch { print(error) }
}
let blocks: [JSONValue] = session.participants.map { p in
    .object([.init("identity", .string(p.identity)), .init("sid", .string(p.sid))] + QualityBlock(p.totals(at: session.end ?? 0)).members)
}
print(JSONValue.object([.init("quality_metrics", .object(QualityBlock(session.totals).members + [.init("participants", .array(blocks))]))]).text(.indented))
