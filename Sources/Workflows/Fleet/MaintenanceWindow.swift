import FoundationEssentials
import JSON

/// A stretch of each of some weekdays in which renewals may begin, by UTC: `Mon-Fri 02:00-05:00`. One that ends before it begins
/// goes on past midnight.
package struct MaintenanceWindow: Sendable, Hashable, CustomStringConvertible {
    /// 0 is Monday.
    let weekdays: Set<Int>
    /// Minutes after midnight.
    let from: Int
    let length: Int
    package let description: String

    private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let minutesOfDay = 1440

    /// Nil when the text is not of the form above; the days are `daily`, one, a list by commas, or ranges.
    package init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let weekdays = Self.weekdays(parts[0].lowercased()) else { return nil }
        let times = parts[1].split(separator: "-", omittingEmptySubsequences: false).map(Self.minutes)
        guard times.count == 2, let from = times[0], let to = times[1], from != to, from < Self.minutesOfDay else { return nil }
        self.weekdays = weekdays
        self.from = from
        length = to > from ? to - from : to - from + Self.minutesOfDay
        description = text
    }

    private static func weekdays(_ text: String) -> Set<Int>? {
        if text == "daily" { return Set(0..<7) }
        var days: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { names.firstIndex(of: String($0)) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else { return nil }
            for offset in 0...((last - first + 7) % 7) { days.insert((first + offset) % 7) }
        }
        return days
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isNumber) }), let hours = Int(parts[0]),
            let minutes = Int(parts[1]), (0...23).contains(hours) && (0...59).contains(minutes) || hours == 24 && minutes == 0
        else { return nil }
        return hours * 60 + minutes
    }

    package func contains(_ date: Date) -> Bool {
        let (day, minute) = Self.split(date)
        if weekdays.contains(Self.weekday(day)), (Double(from)..<Double(from + length)).contains(minute) { return true }
        let early = minute + Double(Self.minutesOfDay)
        return weekdays.contains(Self.weekday(day - 1)) && early < Double(from + length)
    }

    /// When it begins the first time after `date`; nil only if it never does.
    func start(after date: Date) -> Date? {
        let (day, _) = Self.split(date)
        return (day...day + 7).lazy.filter { weekdays.contains(Self.weekday($0)) }
            .map { Date(timeIntervalSince1970: Double($0) * 86_400 + Double(from) * 60) }
            .first { $0 > date }
    }

    private static func split(_ date: Date) -> (day: Int, minute: Double) {
        let day = (date.timeIntervalSince1970 / 86_400).rounded(.down)
        return (Int(day), (date.timeIntervalSince1970 - day * 86_400) / 60)
    }

    /// The first day of 1970 was a Thursday.
    private static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }
}

/// A time in which nothing begins, such as a freeze before a holiday: `2026-12-20/2027-01-02`, by UTC. A last day counts whole; either
/// end may be a time as well, `2026-12-20T18:00:00Z`.
package struct Blackout: Sendable, Hashable {
    package let from: Date
    package let to: Date

    package init?(from: Date, to: Date) {
        guard from < to else { return nil }
        self.from = from
        self.to = to
    }

    /// Nil when the text is not of the form above, or ends before it begins.
    package init?(_ text: String) {
        let ends = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard ends.count == 2, let from = Self.moment(ends[0], daysLater: 0), let to = Self.moment(ends[1], daysLater: 1) else {
            return nil
        }
        self.init(from: from, to: to)
    }

    private static func moment(_ text: String, daysLater: Double) -> Date? {
        RFC3339.date(text) ?? RFC3339.date(text + "T00:00:00Z").map { $0 + daysLater * 86_400 }
    }

    package func contains(_ date: Date) -> Bool { from <= date && date < to }
}
