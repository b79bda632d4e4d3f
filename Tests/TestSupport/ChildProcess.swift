package import Foundation

/// A program in a process group of its own, killed with all its children when it is stopped or let go of.
///
/// `timeout` watches over the group: should the tests themselves be killed, it still ends.
package final class ChildProcess {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// Seconds after which it is killed, whatever the tests do.
    package static let longestLife = 90

    private var group: pid_t
    /// As `waitpid` tells it.
    private var waitStatus: Int32?
    private let outputFile: URL

    /// - Parameters:
    ///   - environment: its whole environment.
    ///   - output: the file that takes standard output and standard error.
    ///   - descriptors: what it has open beside them: ours by its own, which are above 2.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String], output: URL,
        descriptors: [Int32: Int32] = [:], life: Int = ChildProcess.longestLife
    ) throws {
        outputFile = output
        let words = ["timeout", "--signal=KILL", "\(life)", program] + arguments
        let argv = words.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        // The thread at hand may be one of Dispatch's, which block signals, and children inherit that.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        for (theirs, ours) in descriptors { posix_spawn_file_actions_adddup2(&actions, ours, theirs) }
        var child: pid_t = 0
        let status = posix_spawnp(&child, "timeout", &actions, &attributes, argv, envp)
        guard status == 0 else {
            throw Failure(description: "cannot start timeout: \(String(cString: strerror(status)))")
        }
        group = child
    }

    /// What it has written so far.
    package var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }

    package var isRunning: Bool {
        guard group > 0, waitStatus == nil else { return false }
        var status: Int32 = 0
        guard waitpid(group, &status, WNOHANG) != 0 else { return true }
        waitStatus = status
        return false
    }

    /// What it ended with; `nil` while it runs, and where a signal ended it.
    package var exitStatus: Int32? {
        guard !isRunning, let waitStatus, waitStatus & 0x7F == 0 else { return nil }
        return waitStatus >> 8 & 0xFF
    }

    /// Asks it to end.
    package func terminate() {
        if isRunning { kill(group, SIGTERM) }
    }

    /// Ends it as Ctrl-C would.
    package func interrupt() throws {
        // `timeout` would hand the signal on twice, and the second means "at once".
        let children = try String(contentsOfFile: "/proc/\(group)/task/\(group)/children", encoding: .utf8)
        guard group > 0, let program = children.split(separator: " ").first.flatMap({ pid_t($0) }) else {
            throw Failure(description: "it does not run, and wrote:\n\(output)")
        }
        kill(program, SIGINT)
    }

    /// Kills it with all its children and waits for its end.
    package func stop() {
        guard group > 0 else { return }
        kill(-group, SIGKILL)
        waitpid(group, nil, 0)
        // Its children are no children of this process: they are gone when their group is.
        for _ in 0..<200 where kill(-group, 0) == 0 { usleep(10_000) }
        group = 0
    }

    deinit { stop() }
}
