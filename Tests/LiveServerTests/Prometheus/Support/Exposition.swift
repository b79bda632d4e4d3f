@testable import LiveServer

/// An exposition read back by the rules of its format, on its own account.
struct Exposition {
    struct Series: Hashable {
        var name: String
        /// As written: the text between the braces.
        var labels: String
    }

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    let text: String
    /// Series in the order in which they came.
    private(set) var order: [Series] = []
    private(set) var values: [Series: Double] = [:]
    /// By the name in the `TYPE` line.
    private(set) var types: [String: String] = [:]

    init(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Fault(description: "not UTF-8") }
        self.text = text
        // By bytes: two names that are canonically equal are two.
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: line, as: UTF8.self)
            if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                guard words.count == 4, types.updateValue(String(words[3]), forKey: String(words[2])) == nil else {
                    throw Fault(description: "a second or a bad TYPE: \(line)")
                }
            }
            guard !line.hasPrefix("#") else { continue }
            guard let space = line.utf8.lastIndex(of: UInt8(ascii: " ")),
                let value = Double(line[line.index(after: space)...])
            else { throw Fault(description: "no value: \(line)") }
            let name = line.prefix { $0 != "{" && $0 != " " }
            let series = Series(name: String(name), labels: String(line[name.endIndex..<space]))
            guard values.updateValue(value, forKey: series) == nil else {
                throw Fault(description: "twice: \(line)")
            }
            order.append(series)
        }
    }

    /// - Parameter labels: as written, with the braces.
    func value(_ name: String, _ labels: String = "") -> Double? {
        values[Series(name: name, labels: labels)]
    }

    /// Values of one label in all series of one name, in order.
    func labelValues(_ label: String, of name: String) -> [String] {
        order.filter { $0.name == name }.compactMap { series in
            series.labels.split(separator: label + "=\"").dropFirst().first.map { String($0.prefix { $0 != "\"" }) }
        }
    }

    /// The lines about one family, as written.
    func lines(about family: String) -> String {
        text.split(separator: "\n").filter { line in
            let name = line.hasPrefix("# ") ? line.split(separator: " ")[2] : line.prefix { $0 != "{" && $0 != " " }
            return name == family || ["_total", "_bucket", "_sum", "_count", "_info"].contains { name == family + $0 }
        }.joined(separator: "\n")
    }
}

extension PrometheusExporter {
    static let someProgram = ProgramHealth(version: "1.2.3", swiftVersion: "6.3.1")

    func read(_ views: [RoomView], program: ProgramHealth = someProgram) throws -> Exposition {
        try Exposition(exposition(of: views, program: program, format: .text))
    }
}
