/// Wall time as people and machines read it, without a time zone's help: everything is UTC.
package enum WallTime {
    /// RFC 3339 with milliseconds: `2026-11-24T13:35:57.000Z`.
    ///
    /// - Parameter milliseconds: since 1970; times outside the years 1…9999 become the nearest that is inside.
    package static func rfc3339(_ milliseconds: Double) -> String {
        let moment = Moment(milliseconds)
        return "\(moment.date)T\(moment.time).\(padded(moment.millisecond, 3))Z"
    }

    /// `2026-11-24 13:35:57 UTC`.
    package static func readable(_ milliseconds: Double) -> String {
        let moment = Moment(milliseconds)
        return "\(moment.date) \(moment.time) UTC"
    }

    /// `58s`, `12m 5s`, `3h 0m 12s`.
    package static func duration(seconds: Double) -> String {
        let whole = Int(max(0, min(seconds, 1e9)).rounded(.down))
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        if hours > 0 { return "\(hours)h \(minutes)m \(rest)s" }
        return minutes > 0 ? "\(minutes)m \(rest)s" : "\(rest)s"
    }

    private struct Moment {
        let date: String
        let time: String
        let millisecond: Int

        init(_ milliseconds: Double) {
            let clamped = milliseconds.isNaN ? 0 : min(max(milliseconds, -62_135_596_800_000), 253_402_300_799_999)
            let whole = Int(clamped.rounded(.down))
            let days = (whole - (whole % 86_400_000 + 86_400_000) % 86_400_000) / 86_400_000
            let inDay = whole - days * 86_400_000
            // Civil date from a day count: eras of 400 years that begin on the first of March, so that the leap day is
            // the last of its year.
            let shifted = days + 719_468
            let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
            let dayOfEra = shifted - era * 146_097
            let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let marchMonth = (5 * dayOfYear + 2) / 153
            let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
            let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
            let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
            date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            time = "\(padded(inDay / 3_600_000, 2)):\(padded(inDay / 60_000 % 60, 2)):\(padded(inDay / 1000 % 60, 2))"
            millisecond = inDay % 1000
        }
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
