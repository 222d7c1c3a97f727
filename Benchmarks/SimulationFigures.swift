import Foundation
import Simulation

/// `make simulate`: years of a fleet under each of the industry's three rules.
enum SimulationFigures {
    static func run() async throws -> Bool {
        let environment = ProcessInfo.processInfo.environment
        func number(_ name: String) -> Double? { environment[name].flatMap { Double($0) } }
        say(preface)
        let keys = try FleetSimulation.keys()
        var isWhole = true
        for var rule in FleetSimulation.rules where number("SIMULATE_LEAF").map({ Int($0) == rule.leafDays }) ?? true {
            if let years = number("SIMULATE_YEARS") { rule.years = years }
            if let orders = number("SIMULATE_ORDERS") { rule.orders = Int(orders) }
            if let orders = number("SIMULATE_ORDERS_OF_SUBSCRIPTION") { rule.ordersOfSubscription = Int(orders) }
            if let share = number("SIMULATE_FAULTS") { rule.faultShare = share }
            rule.lanes = ProcessInfo.processInfo.activeProcessorCount
            let report = try await rule.run(keys: keys)
            say(words(rule, report))
            isWhole = isWhole && report.lapses.isEmpty && report.boughtTwice == 0
        }
        return isWhole
    }

    private static let preface = """
        The real daemon, workflows, journal and emulator, on a clock that jumps over every sleep. Simplified: orders are given one of 16 RSA
        keys in turn, as making a key for each leaf would be all that is measured; requests reach the emulator by a call instead of TLS;
        20 orders share a subscription and a daemon, which works on one at a time and turns twice a day unless something is due. Real: every
        renewal asks DNS servers over UDP and ends with a TLS handshake that shows the new certificate. The days left are those of
        the certificate the front end would choose for a handshake, looked at every 6 hours and before each turn.
        """

    private static func words(_ rule: FleetSimulation, _ report: SimulationReport) -> String {
        var lines = [
            "",
            "leaves of \(rule.leafDays) days, proofs of \(rule.proofDays): \(rule.years.text()) years of \(report.orders) orders "
                + "(\(report.seconds.text()) s, \(report.turns.text()) turns)",
            "  \(report.renewals.text()) renewals, \(report.charges.text()) charges, \(report.boughtTwice) terms bought twice; "
                + "\(report.faults.text()) faults in \(report.requests.text()) requests; \(report.setbacks.text()) setbacks",
            "  \(report.lapses.count) lapses; days left at a handshake: minimum \((report.least / 86_400).text(2)), "
                + "0.01 percentile \(report.daysLeft(atShare: 0.0001).text(2)), median \(report.daysLeft(atShare: 0.5).text(1)) "
                + "of \(report.samples.text()) looks",
        ]
        lines += report.lapses.prefix(10).map { "  lapsed: \($0)" } + report.stopped.prefix(10).map { "  stopped: \($0)" }
        return (lines + [report.chart()]).joined(separator: "\n")
    }

    /// Past the buffer, so that lines come as they are known, into a pipe too.
    private static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
}

extension Int {
    fileprivate func text() -> String { Double(self).text() }
}
