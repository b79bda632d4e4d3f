import Foundation
import Recordings
import Testing
import Vitals

@testable import Monitor

@Suite struct RecordingOrderTests {
    private func fixture(_ name: String) -> RecordingSource {
        .file(RecordingTruthTests.fixtures.appending(path: name + ".ndjson.gz").path)
    }

    @Test("files make the same session in whatever order they are named, and a file named twice counts once")
    func anyOrderIsOneSession() throws {
        func readings(_ names: [String]) throws -> (UInt64, Double?) {
            var replay = Replay()
            for source in RecordingOrder.byBeginning(names.map(fixture)) { try replay.read(source) }
            let totals = replay.session.totals
            return (totals.uplinkVideo.readings, totals.uplinkVideo.bitrate.mean)
        }
        let one = try readings(["h_vp8", "h_vp9", "e_renegotiate"])
        #expect(one.0 > 100)
        #expect(try readings(["e_renegotiate", "h_vp9", "h_vp8"]) == one)
        #expect(try readings(["h_vp9", "e_renegotiate", "h_vp9", "h_vp8", "e_renegotiate"]) == one)
    }

    @Test("what can be read only once comes last, what is not there first")
    func whatCannotBeReadTwice() {
        #expect(RecordingOrder.byBeginning([.standardInput, fixture("h_vp8")]) == [fixture("h_vp8"), .standardInput])
        let missing = RecordingSource.file("nothing is here")
        #expect(RecordingOrder.byBeginning([fixture("h_vp8"), missing]) == [missing, fixture("h_vp8")])
    }
}
