import NIOCore

/// The bytes of bodies that a port holds at one moment, of all and of each sender. Confined to its event loop.
///
/// Where there is no room, a body that has been coming for long gives way: whoever sends slowly, or not at all any more, must
/// not keep everybody else's out.
final class BodyBudget {
    /// A body that is still coming.
    private struct Arrival {
        let body: ObjectIdentifier
        let sender: BodySender?
        let began: NIODeadline
        let giveWay: () -> Void
    }

    private let limits: PortLimits
    private var held = 0
    private var heldOfSenders: [BodySender: Int] = [:]
    /// Oldest first.
    private var arrivals: [Arrival] = []

    init(limits: PortLimits) { self.limits = limits }

    /// A body begins to come.
    ///
    /// - Parameter giveWay: ends it, and gives its bytes back before it returns.
    func begin(_ body: ObjectIdentifier, of sender: BodySender?, at now: NIODeadline, giveWay: @escaping () -> Void) {
        arrivals.append(Arrival(body: body, sender: sender, began: now, giveWay: giveWay))
    }

    /// It is whole, or comes no more.
    func end(_ body: ObjectIdentifier) {
        if let place = arrivals.firstIndex(where: { $0.body == body }) { arrivals.remove(at: place) }
    }

    /// - Parameter body: whose bytes they are; it never gives way to itself.
    /// - Throws: where so many more would be too many.
    func take(
        _ bytes: Int, for body: ObjectIdentifier, of sender: BodySender?, at now: NIODeadline
    ) throws(PortRefusal) {
        let own = sender.flatMap { heldOfSenders[$0] } ?? 0
        guard sender == nil || bytes <= limits.maxBodyBytesOfSender - own else { throw .tooManyBodiesOfSender }
        while bytes > limits.maxBodyBytesHeld - held {
            let slow = arrivals.first { arrival in
                arrival.body != body && now - arrival.began >= TimeAmount(limits.bodyGrace)
                    && (sender == nil || arrival.sender != sender)
            }
            guard let slow else { throw .tooManyBodies }
            end(slow.body)
            slow.giveWay()
        }
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
