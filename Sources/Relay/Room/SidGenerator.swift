/// Makes LiveKit-like ids that nobody can guess: a prefix and 16 characters of 62, from the system's random numbers.
enum SidGenerator {
    static let room = "RM_"
    static let participant = "PA_"
    static let resume = "RS_"

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    static func sid(_ prefix: String) -> String {
        var generator = SystemRandomNumberGenerator()
        return prefix + String((0..<16).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }
}
