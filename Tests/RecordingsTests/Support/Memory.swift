import Foundation

/// How much memory this process has in use.
func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return (Int(pages.count > 1 ? pages[1] : "") ?? 0) * sysconf(Int32(_SC_PAGESIZE))
}
