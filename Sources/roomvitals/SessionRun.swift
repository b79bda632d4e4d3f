import ArgumentParser
import Monitor

/// Runs a session with the live view and its messages, and delivers what the bot saw.
struct SessionRun {
    let isQuiet: Bool
    let notes: NoteBoard
    let output: OutputOptions
    let signals: SignalWatch
    /// What becomes of the session's record; `nil` where none is kept.
    var record: RecordRun?

    /// - Throws: the exit status, having said why.
    func run(_ session: ((LiveSnapshot?) -> Void) -> Bot.Outcome) throws {
        var view = LiveView()
        let outcome = session { snapshot in
            show(notes.take(), above: &view)
            if let snapshot, !isQuiet { view.show(snapshot) }
        }
        view.clear()
        show(notes.take(), above: &view)
        let delivery = ResultDelivery { try deliver(outcome, $0) }
        let isSaved = record?.publish(outcome) ?? true
        show(notes.take(), above: &view)
        try delivery.finish(signals)
        if !isSaved { throw ExitStatus.failed.code }
    }

    private func deliver(_ outcome: Bot.Outcome, _ tally: ResultTally) throws {
        switch outcome {
        case .attached(let summary):
            try output.deliver(summary, tally)
        case .neverAttached(let summary):
            Console.note("the bot was never in the room: there is nothing to tell")
            try output.deliver(summary, tally)
            throw ExitStatus.failed.code
        case .refused(let reason):
            throw ExitStatus.failed.because(reason)
        }
    }

    private func show(_ lines: [String], above view: inout LiveView) {
        guard !lines.isEmpty else { return }
        view.clear()
        for line in lines { Console.note(line) }
    }
}
