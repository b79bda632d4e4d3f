/// A WebRTC-SVC scalability mode such as `L3T3_KEY`.
///
/// Source: W3C "Scalable Video Coding (SVC) Extension for WebRTC", section 6.
public struct ScalabilityMode: Sendable, Hashable {
    /// Spatial layers, 1…9. A sender's frame counters count each of them.
    public private(set) var spatialLayers: Int

    /// Reads `L<spatial>T<temporal>[h][_KEY[_SHIFT]]` or `S<streams>T<temporal>[h]`; `nil` for anything else.
    public init?(_ text: some StringProtocol) { self.init(utf8: text.utf8) }

    /// Reads the same of text that is UTF-8.
    package init?(utf8 text: some Sequence<UInt8>) {
        var bytes = text.makeIterator()
        guard let family = bytes.next(), family == UInt8(ascii: "L") || family == UInt8(ascii: "S"),
            let digit = bytes.next(), (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(digit),
            bytes.next() == UInt8(ascii: "T")
        else { return nil }
        spatialLayers = Int(digit - UInt8(ascii: "0"))
    }

    private init(spatialLayers: Int) { self.spatialLayers = spatialLayers }
}

extension ScalabilityMode: Carried {
    static var blank: ScalabilityMode { ScalabilityMode(spatialLayers: 1) }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&spatialLayers, upTo: 9)
        try archive.require(spatialLayers >= 1)
    }
}
