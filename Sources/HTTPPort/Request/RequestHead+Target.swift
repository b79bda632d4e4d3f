import WireText

extension RequestHead {
    /// Whether the path is one that everybody on its way reads in the same manner: it begins with one `/`, is visible ASCII
    /// without `\` and `#`, its percent signs have their digits and hide no NUL, and no segment is empty (but for the
    /// last), `.` or `..`.
    var hasPlainPath: Bool {
        guard path.utf8.first == UInt8(ascii: "/") else { return false }
        let isVisible = path.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "#")
        }
        guard isVisible, PercentEncoding.completed(path[...]) != nil, !path.contains("%00") else { return false }
        let segments = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return segments.dropLast().allSatisfy { !$0.isEmpty }
            && !segments.contains { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
    }
}
