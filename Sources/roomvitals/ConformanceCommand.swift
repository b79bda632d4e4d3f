import ArgumentParser
import Dispatch
import Monitor
import RoomFeed

/// Visits a WebSocket conformance suite's fuzzing server (Autobahn's) as an echo client; docs/testing.md tells its use.
struct ConformanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance", abstract: "Visit a fuzzing server as an echo client.", shouldDisplay: false)

    @Option var url: String
    @Option var agent = "roomvitals"
    @Option(help: "Run this case only, instead of all.")
    var only: Int?

    func run() throws {
        SignalWatch.release()
        let cases: ClosedRange<Int>
        if let only {
            cases = only...only
        } else {
            let count = Int(try visit("/getCaseCount") ?? "") ?? 0
            guard count > 0 else { throw ExitStatus.failed.because("the fuzzing server told no number of cases") }
            cases = 1...count
        }
        for number in cases {
            Console.note("case \(number) of \(cases.upperBound)")
            _ = try visit("/runCase?case=\(number)&agent=\(agent)")
        }
        _ = try visit("/updateReports?agent=\(agent)")
    }

    /// Connects once, echoes until the server has had enough, and returns the last text that came.
    private func visit(_ target: String) throws -> String? {
        let endpoint: FeedEndpoint
        do throws(FeedEndpointError) {
            endpoint = try FeedEndpoint(url + target)
        } catch {
            throw ExitStatus.usage.because("--url: \(error)")
        }
        var configuration = FeedClient.Configuration(endpoint: endpoint)
        configuration.limits.messageBytes = 32 << 20
        configuration.limits.sendQueueBytes = 64 << 20
        configuration.limits.fragmentsPerMessage = 1 << 20
        let done = DispatchSemaphore(value: 0)
        let last = LastText()
        let isEchoing = target.hasPrefix("/runCase")
        do throws(FeedFailure) {
            let client = try FeedClient(configuration) { event, control in
                switch event {
                case .text(let bytes):
                    if isEchoing { control.send(utf8: Array(bytes)) } else { last.keep(bytes) }
                case .binary(let bytes):
                    if isEchoing { control.send(binary: Array(bytes)) }
                case .disconnected: control.stop()
                case .ended: done.signal()
                case .connecting, .connected, .tick: break
                }
            }
            done.wait()
            client.stop()
        } catch {
            throw ExitStatus.failed.because(error.description)
        }
        return last.text
    }
}
