import Glibc

/// What the system says of this process.
package struct ProcessFigures: Sendable, Equatable {
    /// Bytes.
    package var residentMemory: Double
    package var virtualMemory: Double
    /// User and system time, seconds.
    package var cpuSeconds: Double
    /// Seconds since 1970.
    package var startTime: Double
    package var threads: Double
    package var openDescriptors: Double
    /// The soft limit; `nil` where there is none.
    package var descriptorLimit: Double?

    package init(
        residentMemory: Double, virtualMemory: Double, cpuSeconds: Double, startTime: Double, threads: Double,
        openDescriptors: Double, descriptorLimit: Double?
    ) {
        self.residentMemory = residentMemory
        self.virtualMemory = virtualMemory
        self.cpuSeconds = cpuSeconds
        self.startTime = startTime
        self.threads = threads
        self.openDescriptors = openDescriptors
        self.descriptorLimit = descriptorLimit
    }

    /// Reads `/proc`; `nil` where it is not there, or not as `proc(5)` has it.
    package static func current() -> ProcessFigures? {
        guard let stat = text(of: "/proc/self/stat"), let system = text(of: "/proc/stat"),
            let descriptors = count(in: "/proc/self/fd"),
            let ticks = Double(exactly: sysconf(Int32(_SC_CLK_TCK))), ticks > 0,
            let page = Double(exactly: sysconf(Int32(_SC_PAGESIZE)))
        else { return nil }
        // The program's name stands in parentheses and may hold anything: what counts comes after the last one.
        guard let name = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        guard fields.count > 21, let user = Double(fields[11]), let kernel = Double(fields[12]),
            let threads = Double(fields[17]), let started = Double(fields[19]), let virtual = Double(fields[20]),
            let resident = Double(fields[21]),
            let boot = system.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let bootTime = Double(boot.dropFirst("btime ".count))
        else { return nil }
        var limit = rlimit()
        let isLimited = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 && limit.rlim_cur != .max
        return ProcessFigures(
            residentMemory: resident * page, virtualMemory: virtual, cpuSeconds: (user + kernel) / ticks,
            startTime: bootTime + started / ticks, threads: threads, openDescriptors: descriptors,
            descriptorLimit: isLimited ? Double(limit.rlim_cur) : nil)
    }

    /// The file's first 64 KiB: of `/proc/stat`, whose end grows with the machine, more than is needed here.
    private static func text(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        while bytes.count < 65536 {
            let got = withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
                let length = read(file, buffer.baseAddress, buffer.count)
                if length > 0 { bytes.append(contentsOf: buffer[..<length]) }
                return length
            }
            guard got > 0 else { return got == 0 ? String(decoding: bytes, as: UTF8.self) : nil }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Entries of a folder of open descriptors, without the one that reads it.
    private static func count(in path: String) -> Double? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var entries = 0
        while let entry = readdir(folder) {
            // "." and "..", which no descriptor begins with.
            if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { entries += 1 }
        }
        return Double(max(0, entries - 1))
    }
}
