import Foundation
import Glibc
import Synchronization

/// A TCP server on loopback that hands each connection to a script, on a thread of its own.
final class RawServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let connections = Mutex<[Int32]>([])
    private let accepted = Mutex(0)
    private let isStopped = Mutex(false)

    /// - Parameters:
    ///   - script: called with the connection and its number, which begins at 1; the connection is closed when it
    ///     returns.
    ///   - segmentBytes: of a TCP segment at most; the system's where `nil`. With small ones, little fills its buffers.
    ///   - receiveBytes: what the system keeps for whoever does not read. From the beginning: a window that shrinks later
    ///     makes it drop what was sent for the larger one, acknowledgements with it.
    init(
        port: UInt16 = 0, tls: ServerTLS? = nil, segmentBytes: Int32? = nil, receiveBytes: Int32? = nil,
        script: @escaping @Sendable (RawConnection, Int) -> Void
    ) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        if var segmentBytes {
            setsockopt(listener, SOL_TCP, TCP_MAXSEG, &segmentBytes, socklen_t(MemoryLayout<Int32>.size))
        }
        if var receiveBytes {
            setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &receiveBytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                let status = bind(socket, pointer, length)
                getsockname(socket, pointer, &length)
                return status
            }
        }
        guard bound == 0, listen(listener, 64) == 0 else { throw POSIXError(.EADDRINUSE) }
        self.port = UInt16(bigEndian: address.sin_port)
        Thread { [self] in accept(tls, script) }.start()
    }

    var url: String { "ws://127.0.0.1:\(port)/rtc" }
    var acceptedCount: Int { accepted.withLock { $0 } }

    private func accept(_ tls: ServerTLS?, _ script: @escaping @Sendable (RawConnection, Int) -> Void) {
        while true {
            let socket = Glibc.accept(listener, nil, nil)
            if socket < 0 { break }
            connections.withLock { $0.append(socket) }
            let number = accepted.withLock { count in
                count += 1
                return count
            }
            let thread = Thread { [self] in
                if let tls {
                    tls.serve(socket) { script($0, number) }
                } else {
                    script(RawConnection(socket: socket), number)
                }
                connections.withLock { list in
                    list.removeAll { $0 == socket }
                    Glibc.close(socket)
                }
            }
            thread.stackSize = 512 * 1024
            thread.start()
        }
        Glibc.close(listener)
    }

    /// Closes the port and every connection; without it they stay for as long as the tests run.
    func stop() {
        let wasStopped = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return isStopped
        }
        // The descriptor may be another's by then.
        if wasStopped { return }
        shutdown(listener, Int32(SHUT_RDWR))
        connections.withLock { list in
            for socket in list { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }
}
