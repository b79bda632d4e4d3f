import Testing
import Vitals

/// What the page counted for itself, between the first and the last report that it sent.
struct PageAccount: Decodable {
    /// A stream: times in ms, the rest in bytes, frames and packets.
    struct Stream: Decodable {
        var first: Double
        var last: Double
        var readings: UInt64
        var bytes: Double
        var frames: Double
        var packets: Double
        var lost: Double

        var kbps: Double { 8 * bytes / (last - first) }
        var framesPerSecond: Double { 1000 * frames / (last - first) }
    }

    struct Feedback: Decodable {
        var lost: Double
        var expected: Double
    }

    struct Statistics: Decodable {
        var samplesSent: UInt64
        var samplesDropped: UInt64
        var messagesTooLarge: UInt64
        var statsErrors: UInt64
        var connections: UInt64
        var errors: UInt64
        var badMessages: UInt64
        var bufferedMessages: UInt64
    }

    var statistics: Statistics
    var sentVideo: Stream
    var sentAudio: Stream
    var videoFeedback: Feedback
    var audioFeedback: Feedback
    var receivedVideo: Stream
    var receivedAudio: Stream

    /// Holds a block to the page's own counters: the same reports, so equal but for rounding.
    func expect(in block: QualityBlock, sourceLocation: SourceLocation = #_sourceLocation) {
        func equal(_ what: String, _ ours: Double?, _ theirs: Double) {
            let isEqual = ours.map { abs($0 - theirs) <= 1e-9 * max(1, abs(theirs)) } ?? false
            #expect(
                isEqual, "\(what) is \(String(describing: ours)), the page's is \(theirs)",
                sourceLocation: sourceLocation)
        }
        equal("average_bitrate", block.averageBitrate, sentVideo.kbps)
        equal("average_fps", block.averageFrameRate, sentVideo.framesPerSecond)
        equal("audio kbps", block.uplinkAudio.bitrate.mean, sentAudio.kbps)
        equal("received kbps", block.downlinkVideo.bitrate.mean, receivedVideo.kbps)
        equal("received frames a second", block.downlinkVideo.frameRate.mean, receivedVideo.framesPerSecond)
        equal("received audio kbps", block.downlinkAudio.bitrate.mean, receivedAudio.kbps)
        equal("packets lost", block.loss.lost, videoFeedback.lost + audioFeedback.lost)
        equal("packets expected", block.loss.expected, videoFeedback.expected + audioFeedback.expected)
        let lost = receivedVideo.lost + receivedAudio.lost
        equal("received packets lost", block.downlinkLoss.lost, lost)
        equal("packets expected", block.downlinkLoss.expected, receivedVideo.packets + receivedAudio.packets + lost)
        #expect(block.totalReadings == sentVideo.readings, sourceLocation: sourceLocation)
        #expect(block.uplinkAudio.readings == sentAudio.readings, sourceLocation: sourceLocation)
        #expect(block.downlinkVideo.readings == receivedVideo.readings, sourceLocation: sourceLocation)
        // Nothing doubled under another number, nothing missing, nothing unbelievable.
        #expect(block.samples.stale == 0, sourceLocation: sourceLocation)
        #expect(block.samples.sequenceHoles == 0, sourceLocation: sourceLocation)
        #expect(block.samples.refused == 0, sourceLocation: sourceLocation)
    }
}
