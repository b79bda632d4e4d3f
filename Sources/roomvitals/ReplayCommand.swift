import ArgumentParser
import Monitor
import Recordings
import Synchronization
import Vitals
import VitalsJSON
import WireText

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Compute a session's numbers from recordings.",
        discussion: """
            Reads NDJSON, plain or gzip: getStats() reports, a line each, as
              {"t": ms, "participant": "alice", "pc": "publisher", "reports": [entries]}
            or messages of the feed. Several files make one
            session, in the order of their beginnings. A damaged line is named and left out.

            Examples:
              roomvitals replay call.ndjson.gz
              roomvitals replay --json --participant alice part1.ndjson part2.ndjson
              zcat call.ndjson.gz | roomvitals replay -
              roomvitals replay --save-url https://app.example.org --user-id user-7 call.ndjson.gz
            """)

    @Argument(help: "Recordings; - is standard input.")
    var files: [String]

    @OptionGroup var output: OutputOptions

    @OptionGroup var save: SaveOptions

    func validate() throws {
        if let target = output.output, let file = files.first(where: { OutputFile.isSame($0, target) }) {
            throw ValidationError("--output would replace the recording \(file.printable()).")
        }
    }

    func run() throws {
        SignalWatch.release()
        let sources = files.map(RecordingSource.init(argument:))
        if sources.count > 1, !sources.allSatisfy(RecordingOrder.canBeReadTwice) {
            Console.note(
                "standard input and pipes are read last, whatever their times: name files to have them in order")
        }
        var keeping = try save.recordOptions(subject: output.participant, isLive: false)
        keeping?.claimsIDs = false
        keeping?.hasCheckpoints = false
        let record = try RecordRun(keeping, shownIn: nil, note: Console.note)
        var replay = Replay(keeping: record?.keeping)
        let display = Mutex(ReplayDisplay())
        var status: ExitCode?
        for source in RecordingOrder.byBeginning(sources) {
            do throws(RecordingError) {
                defer { display.withLock { $0.clear() } }
                try replay.read(
                    source,
                    damaged: { line in display.withLock { $0.name(line) } },
                    progress: { progress in display.withLock { $0.show(progress, of: source.name) } })
            } catch {
                // What was read before the damage counts, and so do the other files.
                let worst = (error.isBadData ? ExitStatus.badData : .failed).because(error.description)
                status = status ?? worst
            }
        }
        if replay.refused.total > UInt64(Replay.namedDamage) {
            Console.note(
                "\(replay.refused.total) damaged lines in all; the first \(Replay.namedDamage) are named above")
        }
        if replay.untimedDropped > 0 {
            Console.note("\(replay.untimedDropped) messages before the first one with a time were too many to keep")
        }
        if let status, replay.session.reports == 0 { throw status }
        if let subject = output.participant, replay.session.participant(subject) == nil {
            let known = replay.session.participants.prefix(20).map { $0.identity.printable(limit: 40) }
            throw ExitStatus.usage.because(
                "nobody called \(subject.printable(limit: 80)) is in the recording; there are: "
                    + known.joined(separator: ", "))
        }
        let summary = replay.summary(subject: output.participant)
        let delivery = ResultDelivery { [output] in try output.deliver(summary, $0) }
        let isSaved = record?.publish(.attached(summary)) ?? true
        try delivery.finish(nil)
        if let status { throw status }
        if !isSaved { throw ExitStatus.failed.code }
    }
}
