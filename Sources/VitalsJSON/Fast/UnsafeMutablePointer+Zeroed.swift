import Glibc

extension UnsafeMutablePointer {
    /// Memory in which no bit is set, for values of which that makes some; it goes by `free`.
    ///
    /// Of a large table few places are ever used: the C library leaves the others untouched until they are, so that they take
    /// neither memory nor the time in which the kernel makes it.
    static func zeroed(_ count: Int) -> Self {
        guard let memory = calloc(count, MemoryLayout<Pointee>.stride) else {
            fatalError("no memory for \(count) times \(Pointee.self)")
        }
        return memory.assumingMemoryBound(to: Pointee.self)
    }
}
