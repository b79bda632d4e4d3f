/// One participant's network: bursts of loss, and the sender's estimate of what gets through.
struct Uplink {
    private var isInBurst = false
    /// kbit/s that the sender believes it may send. Falls at once and rises by a quarter a second, as congestion control has it.
    private(set) var estimate = 600.0
    /// Share of packets lost now, 0…1.
    private(set) var loss = 0.0

    /// Lets `seconds` go by in which `sent` kbit/s were sent.
    mutating func advance(
        by seconds: Double, under conditions: LinkConditions, sending sent: Double, random: inout SplitMix64
    ) {
        let chance = isInBurst ? seconds / 1.5 : seconds * conditions.burstsPerMinute / 60
        if random.unit() < chance { isInBurst.toggle() }
        // What does not fit is lost until the sender has noticed.
        let overload = sent > conditions.capacity ? (sent - conditions.capacity) / sent : 0
        loss = min(0.6, (isInBurst ? conditions.burstLoss : conditions.loss) + overload)
        let target = conditions.capacity * 0.9
        if target < estimate {
            estimate = target + (estimate - target) * max(0, 1 - 0.8 * seconds)
        } else {
            estimate = min(target, estimate * (1 + 0.25 * min(seconds, 4)) + 20 * seconds)
        }
    }
}
