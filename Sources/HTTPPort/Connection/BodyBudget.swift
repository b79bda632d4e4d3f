/// The bytes of bodies that a port holds at one moment. Confined to its event loop.
final class BodyBudget {
    private let limit: Int
    private var held = 0

    init(limit: Int) { self.limit = limit }

    /// `false` where so many more would be too many.
    func take(_ bytes: Int) -> Bool {
        guard bytes <= limit - held else { return false }
        held += bytes
        return true
    }

    func give(_ bytes: Int) { held -= bytes }
}

@available(*, unavailable)
extension BodyBudget: Sendable {}
