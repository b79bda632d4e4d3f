/// Finds the field that a place in a JSON text belongs to, for faults of the text itself.
struct PathScan {
    /// Names of one path; what is nested deeper is meant with what it is in.
    private static let depth = 4

    private enum Step {
        case member([UInt8])
        case element(Int)
    }

    private var steps: [Step] = []
    /// The string that was read last: a key, where a colon follows.
    private var text: [UInt8] = []

    /// Such as `quality_metrics.average_fps`; empty for the text as a whole.
    ///
    /// - Parameter offset: of the first byte behind the place.
    static func path(in bytes: [UInt8], upTo offset: Int) -> String {
        var scan = PathScan()
        scan.read(bytes[..<min(max(offset, 0), bytes.count)])
        var path = ""
        for step in scan.steps.prefix(depth) {
            switch step {
            case .member(let name) where name.isEmpty: return path
            case .member(let name): path += (path.isEmpty ? "" : ".") + String(decoding: name, as: UTF8.self)
            case .element(let index): path += "[\(index)]"
            }
        }
        return path
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""): index = string(bytes, from: index + 1)
            case UInt8(ascii: "{"): steps.append(.member([]))
            case UInt8(ascii: "["): steps.append(.element(0))
            // What stands in it is over; the fault, should it be there, is of the whole.
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = steps.popLast()
            case UInt8(ascii: ":"): if case .member = steps.last { steps[steps.count - 1] = .member(text) }
            case UInt8(ascii: ","):
                switch steps.last {
                case .element(let number): steps[steps.count - 1] = .element(number + 1)
                case .member: steps[steps.count - 1] = .member([])
                case nil: break
                }
            default: break
            }
            index += 1
        }
    }

    /// - Returns: the place of the closing quotation mark.
    private mutating func string(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        text = Array(bytes[start..<min(index, bytes.endIndex)].prefix(64))
        return index
    }
}
