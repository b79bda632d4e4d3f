/// The bytes of bodies that a port holds at one moment, of all and of each sender. Confined to its event loop.
final class BodyBudget {
    private let limit: Int
    private let senderLimit: Int
    private var held = 0
    private var heldOfSenders: [BodySender: Int] = [:]

    init(limit: Int, senderLimit: Int) {
        self.limit = limit
        self.senderLimit = senderLimit
    }

    /// - Throws: where so many more would be too many.
    func take(_ bytes: Int, of sender: BodySender?) throws(PortRefusal) {
        let own = sender.flatMap { heldOfSenders[$0] } ?? 0
        guard sender == nil || bytes <= senderLimit - own else { throw .tooManyBodiesOfSender }
        guard bytes <= limit - held else { throw .tooManyBodies }
        held += bytes
        if let sender { heldOfSenders[sender] = own + bytes }
    }

    func give(_ bytes: Int, of sender: BodySender?) {
        held -= bytes
        guard let sender, let own = heldOfSenders[sender] else { return }
        heldOfSenders[sender] = own > bytes ? own - bytes : nil
    }
}

@available(*, unavailable)
extension BodyBudget: Sendable {}
