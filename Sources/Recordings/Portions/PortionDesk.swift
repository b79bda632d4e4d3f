import Dispatch
import Synchronization

/// Where the threads that decode one recording get their portions and put what came of them.
///
/// Portions are numbered in their order. As many are under way as there are places, so that whoever is quick waits for
/// whoever takes them in.
final class PortionDesk: Sendable {
    struct Numbered<Value> {
        var number: Int
        var value: Value
    }

    private struct Reading: ~Copyable {
        var portions: PortionReader
        var count = 0
        var isOver = false
    }

    let name: String
    let limits: RecordingLimits
    private let reading: Mutex<Reading>
    private let places: [Place]
    /// Begins at 0: libdispatch ends the program where a semaphore goes with less than it began with.
    private let free = DispatchSemaphore(value: 0)
    /// The one time for which nobody asks the kernel: `now()` has passed when it is compared, by way of a system call.
    private static let atOnce = DispatchTime(uptimeNanoseconds: 0)
    private let spares: [Spares]

    /// What one thread has used and will use again: what is in it lies in that thread's cache, and counts references that no
    /// other thread counts.
    private final class Spares: Sendable {
        let portions = Mutex<[Portion]>([])
        let decoded = Mutex<[DecodedPortion]>([])
    }

    private final class Place: Sendable {
        let decoded = Mutex<DecodedPortion?>(nil)
        /// 1 while there is something in it.
        let isFilled = DispatchSemaphore(value: 0)
    }

    /// - Parameters:
    ///   - threads: how many decode, numbered from 0 on.
    ///   - places: how many portions may be under way.
    init(_ portions: consuming sending PortionReader, limits: RecordingLimits, threads: Int, places: Int) {
        name = portions.name
        self.limits = limits
        reading = Mutex(Reading(portions: portions))
        self.places = (0..<places).map { _ in Place() }
        spares = (0..<threads).map { _ in Spares() }
        for _ in 0..<places { free.signal() }
    }

    /// The text's first bytes, once a portion has been read.
    var head: [UInt8] { reading.withLock { $0.portions.head } }

    /// Reads the next portion; `nil` behind the last.
    ///
    /// - Parameter isPatient: waits for a place; else there is none either while all are taken.
    func next(for thread: Int, isPatient: Bool = true) -> Numbered<Portion>? {
        if isPatient {
            free.wait()
        } else if free.wait(timeout: Self.atOnce) != .success {
            return nil
        }
        var portion = spares[thread].portions.withLock { $0.popLast() } ?? Portion(limits: limits)
        portion.removeAll()
        let number: Int? = reading.withLock { reading in
            guard !reading.isOver, reading.portions.read(&portion) else {
                reading.isOver = true
                return nil
            }
            defer { reading.count += 1 }
            return reading.count
        }
        guard let number else {
            // For the next who asks, to hear the same.
            free.signal()
            return nil
        }
        return Numbered(number: number, value: portion)
    }

    /// Decodes a portion, and puts what came of it into its place.
    func decode(_ portion: consuming Numbered<Portion>, _ decoder: inout PortionDecoder, for thread: Int) {
        var decoded = spares[thread].decoded.withLock { $0.popLast() } ?? DecodedPortion()
        decoded.removeAll()
        decoded.thread = thread
        decoder.decode(portion.value, into: &decoded)
        let place = places[portion.number % places.count]
        place.decoded.withLock { $0 = decoded }
        place.isFilled.signal()
        let spare = portion.value
        spares[thread].portions.withLock { $0.append(spare) }
    }

    /// What came of a portion. Its place stays taken until it is given back.
    ///
    /// - Parameter isPatient: waits until it is there; somebody must have it in hand.
    func take(_ number: Int, isPatient: Bool) -> DecodedPortion? {
        let place = places[number % places.count]
        if isPatient {
            place.isFilled.wait()
        } else if place.isFilled.wait(timeout: Self.atOnce) != .success {
            return nil
        }
        return place.decoded.withLock { decoded in
            defer { decoded = nil }
            return decoded
        }
    }

    func giveBack(_ decoded: consuming DecodedPortion) {
        let spare = decoded
        spares[spare.thread].decoded.withLock { $0.append(spare) }
        free.signal()
    }

    /// Nothing more is to be read.
    func close() {
        reading.withLock { $0.isOver = true }
        // Whoever waits for a place finds that it is over, and tells the next.
        free.signal()
    }
}
