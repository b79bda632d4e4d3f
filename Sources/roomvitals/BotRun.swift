import ArgumentParser
import Monitor

/// Runs a bot with the live view, and delivers what it saw.
struct BotRun {
    let bot: Bot
    let isQuiet: Bool
    let output: OutputOptions

    /// - Throws: the exit status, having said why.
    func run() throws {
        var view = LiveView()
        let outcome = bot.run { snapshot in
            if !isQuiet { view.show(snapshot) }
        }
        view.clear()
        switch outcome {
        case .attached(let summary):
            try output.deliver(summary)
        case .neverAttached(let summary):
            Console.note("the bot was never in the room: there is nothing to tell")
            try output.deliver(summary)
        case .refused(let reason):
            throw ExitStatus.failed.because(reason)
        }
    }
}
