import AppServiceCertificates
import FoundationEssentials
import JSON

/// What the state knows of an order beside what is to be seen: its runs and the look before.
package struct OrderPast: Sendable {
    package let before: Sighting?
    package let renewer: Renewer
    /// Serial numbers that signet asked to have followed by another.
    let followed: Set<String>
    /// When a run that brings a certificate everywhere came to its end last.
    let settledAt: Date?
    /// A new certificate was asked for and is on its way to all places.
    let isRollingOut: Bool
    let reissue: (hours: Int, before: String)?
    /// Host names that signet itself took the certificate from.
    let unbound: Set<String>
    /// Host names that runs were asked for.
    package let asked: [String]

    package init(before: Sighting?, renewer: Renewer, runs: [Run]) {
        let adopted = Self.lastEnd(runs) { $0 == Adopt.name }
        // Whoever adopts an order takes it as it is.
        self.before = before.map { before in adopted.map { before.at ?? .distantPast < $0 } ?? false ? Sighting() : before }
        self.renewer = renewer
        let entries = runs.flatMap(\.entries)
        followed = Set(
            entries.filter { $0.kind == .intent && Self.issuing.contains($0.step) }
                .compactMap { ($0.body["serialBefore"] ?? $0.body["serialNumber"])?.string?.lowercased() }
        )
        unbound = Set(entries.filter { $0.kind == .outcome && $0.step.hasPrefix("unbind ") }.map { String($0.step.dropFirst(7)) })
        settledAt = Self.lastEnd(runs) { $0 != Probe.name }
        isRollingOut = runs.contains { run in
            run.state == .active && run.entries.contains { $0.kind == .intent && (Self.issuing + ["place-order"]).contains($0.step) }
        }
        let reissue = runs.first { $0.workflow == Reissue.name && $0.outcome(of: "reissue") != nil }.flatMap {
            try? ReissueInput(json: $0.input)
        }
        self.reissue = reissue.map { ($0.overlapHours, $0.serialBefore) }
        let placed = runs.first { $0.workflow == Provision.name }.flatMap { try? ProvisionInput(json: $0.input) }?.hostNames ?? []
        asked = Set(placed + (reissue?.rollout.watched ?? [])).sorted()
    }

    private static let issuing = ["renew", "reissue"]

    private static func lastEnd(_ runs: [Run], _ isMeant: (String) -> Bool) -> Date? {
        runs.filter { $0.state == .done && isMeant($0.workflow) }.map(\.updated).max()
    }
}
