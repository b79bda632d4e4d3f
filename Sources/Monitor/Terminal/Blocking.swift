import Dispatch
import Synchronization

/// Waits on the main thread for asynchronous work: the program's commands are synchronous, NIO's life cycle is not.
package enum Blocking {
    package static func run<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) -> Result {
        let done = DispatchSemaphore(value: 0)
        let box = Box<Result>()
        Task.detached {
            let result = await work()
            box.value.withLock { $0 = result }
            done.signal()
        }
        while true {
            done.wait()
            if let result = box.value.withLock({ $0 }) { return result }
        }
    }

    private final class Box<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }
}
