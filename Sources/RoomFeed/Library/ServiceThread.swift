import CLibwebsockets
import Glibc

/// A thread with a stack of a known size, for decoders that recurse on it.
struct ServiceThread: ~Copyable {
    private let thread: pthread_t

    /// - Throws: the error number of `pthread_create`.
    init(stackBytes: Int, body: sending @escaping () -> Void) throws(FeedFailure) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        let start = Unmanaged.passRetained(Body(run: body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                shim_name_thread("roomvitals-feed")
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, start.toOpaque())
        guard status == 0 else {
            start.release()
            throw .library("no thread (error \(status))")
        }
        self.thread = thread
    }

    var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }

    consuming func join() { pthread_join(thread, nil) }

    consuming func detach() { pthread_detach(thread) }

    private final class Body {
        let run: () -> Void
        init(run: @escaping () -> Void) { self.run = run }
    }
}
