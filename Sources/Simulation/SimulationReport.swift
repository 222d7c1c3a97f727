/// What became of a simulated fleet.
package struct SimulationReport: Sendable {
    package var orders = 0
    package var requests = 0
    package var faults = 0
    package var renewals = 0
    package var charges = 0
    /// Next terms that were bought again within the term.
    package var boughtTwice = 0
    package var turns = 0
    package var looks = 0
    /// Turns and renewals that came to nothing at first.
    package var setbacks = 0
    /// What stopped and waits for a person.
    package var stopped: [String] = []
    /// Hosts that served nothing good any more, each with the moment it was seen.
    package var lapses: [String] = []
    /// Seconds left at the worst moment.
    package var least = Double.infinity
    /// How often a host was seen with so many whole hours left.
    package var hoursLeft: [Int: Int] = [:]
    /// It took, by the clock on the wall.
    package var seconds = 0.0

    mutating func add(_ other: SimulationReport) {
        orders += other.orders
        requests += other.requests
        faults += other.faults
        renewals += other.renewals
        charges += other.charges
        boughtTwice += other.boughtTwice
        turns += other.turns
        looks += other.looks
        setbacks += other.setbacks
        stopped += other.stopped
        lapses += other.lapses
        least = min(least, other.least)
        hoursLeft.merge(other.hoursLeft, uniquingKeysWith: +)
    }

    package var samples: Int { hoursLeft.values.reduce(0, +) }

    /// The days left that no more than this share of all looks fell short of.
    package func daysLeft(atShare share: Double) -> Double {
        let wanted = Int((Double(samples) * share).rounded(.down))
        var seen = 0
        for (hours, count) in hoursLeft.sorted(by: { $0.key < $1.key }) {
            seen += count
            if seen > wanted { return Double(hours) / 24 }
        }
        return 0
    }

    /// The share of looks by days left, one line for so many days.
    package func chart(lines: Int = 20, width: Int = 50) -> String {
        guard let longest = hoursLeft.keys.max(), samples > 0 else { return "" }
        let step = max(1, (longest / 24 + lines) / lines)
        var counts: [Int: Int] = [:]
        for (hours, count) in hoursLeft { counts[max(-1, hours < 0 ? -1 : hours / 24 / step), default: 0] += count }
        let most = counts.values.max() ?? 1
        return (0...(longest / 24 / step)).map { row in
            let count = counts[row] ?? 0
            let bar = String(repeating: "#", count: (count * width + most - 1) / most)
            let days = pad("\(row * step)-\((row + 1) * step)", 9)
            return "\(days) days |\(bar)\(bar.isEmpty ? "" : " ")\(percent(count))"
        }
        .joined(separator: "\n")
    }

    private func pad(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

    private func percent(_ count: Int) -> String {
        let hundredths = Int((Double(count) / Double(samples) * 10_000).rounded())
        let rest = String(hundredths % 100)
        return "\(hundredths / 100).\(rest.count < 2 ? "0" : "")\(rest) %"
    }
}
