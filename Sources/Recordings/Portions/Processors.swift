import Glibc

/// The processors that this process may use.
package enum Processors {
    /// At least 1. `taskset` and cpusets count, shares of a processor's time do not.
    package static var count: Int {
        allowed(status: contents(of: "/proc/self/status")) ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Of what proc(5) says of a process: `Cpus_allowed:` with a mask in hexadecimal digits, groups of which are parted by
    /// commas. glibc's call for it is not to be had from Swift.
    static func allowed(status: String) -> Int? {
        let name = "Cpus_allowed:"
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        let count = line.dropFirst(name.count).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
        return count > 0 ? count : nil
    }

    private static func contents(of path: String) -> String {
        guard let file = fopen(path, "re") else { return "" }
        defer { fclose(file) }
        // It is a page at most.
        let bytes = [UInt8](unsafeUninitializedCapacity: 8_192) { buffer, count in
            count = fread(buffer.baseAddress, 1, buffer.count, file)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
