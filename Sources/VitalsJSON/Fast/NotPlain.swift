/// The fast decoder is not certain of a message: it is left to the reference decoder as a whole.
struct NotPlain: Error {}
