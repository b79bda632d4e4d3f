import Dispatch

/// Lets threads do one thing in the order of numbers, each waiting for its turn. The turns begin with number 0.
struct Turns: Sendable {
    /// By number, modulo their count: 1 from the turn's coming to its being taken.
    private let hasCome: [DispatchSemaphore]
    /// The one time for which nobody asks the kernel: `now()` has passed when it is compared, by way of a system call.
    private static let atOnce = DispatchTime(uptimeNanoseconds: 0)

    /// - Parameter count: how many numbers, one behind the other, may be under way.
    init(count: Int) {
        // Begin at 0: libdispatch ends the program where a semaphore goes with less than it began with.
        hasCome = (0..<count).map { _ in DispatchSemaphore(value: 0) }
        hasCome[0].signal()
    }

    /// Waits until it is the turn of `number`. Each is waited for once.
    func wait(for number: Int) {
        semaphore(of: number).wait()
    }

    /// Whether it is the turn of `number`: if so, as if it had been waited for.
    func hasCome(for number: Int) -> Bool {
        semaphore(of: number).wait(timeout: Self.atOnce) == .success
    }

    /// The turn goes from `number` to the next.
    func pass(from number: Int) {
        semaphore(of: number + 1).signal()
    }

    private func semaphore(of number: Int) -> DispatchSemaphore { hasCome[number % hasCome.count] }
}
