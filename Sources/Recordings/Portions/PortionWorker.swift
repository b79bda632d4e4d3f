/// One of the threads that read a recording: decodes portions, and folds each in its turn.
struct PortionWorker<Folded: ~Copyable & Sendable>: ~Copyable {
    /// How many portions may have been decoded before the first of them is folded: a second one, so that a slow portion holds
    /// nobody up.
    static var ahead: Int { 2 }

    private let desk: PortionDesk<Folded>
    private var decoder: PortionDecoder
    private var portion: Portion
    /// Decoded and not folded yet, in their order.
    private var held: [(number: Int, decoded: DecodedPortion)] = []
    /// Used, and to be used again: what was in the cache still is.
    private var spares: [DecodedPortion] = []

    init(at desk: PortionDesk<Folded>) {
        self.desk = desk
        decoder = PortionDecoder(desk.name, limits: desk.limits)
        portion = Portion(limits: desk.limits)
    }

    /// Decodes one portion, and folds it before it comes back.
    mutating func workOnce() {
        if decodeNext() { _ = foldFirst(isPatient: true) }
    }

    /// Works until there is nothing more to read.
    mutating func work() {
        while decodeNext() {
            while !held.isEmpty, foldFirst(isPatient: held.count >= Self.ahead) {}
        }
        while !held.isEmpty { _ = foldFirst(isPatient: true) }
    }

    private mutating func decodeNext() -> Bool {
        guard let number = desk.next(into: &portion) else { return false }
        var decoded = spares.popLast() ?? DecodedPortion()
        decoder.decode(portion, into: &decoded)
        held.append((number, decoded))
        return true
    }

    /// - Returns: `false` where it is not its turn.
    private mutating func foldFirst(isPatient: Bool) -> Bool {
        guard desk.fold(&held[0].decoded, held[0].number, isPatient: isPatient) else { return false }
        var spare = held.removeFirst().decoded
        decoder.reuse(&spare)
        spares.append(spare)
        return true
    }
}
