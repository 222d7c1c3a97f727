import FoundationEssentials
import Metrics
import Workflows

/// The names by which a daemon tells of itself: they stay, and `docs/metrics.md` lists them.
package enum FleetMetric: String, Sendable, CaseIterable {
    case alertMessages = "signet_alert_messages_total"
    case alertsOpen = "signet_alerts_open"
    case certificates = "signet_certificates"
    case daysLeft = "signet_certificate_days_left_min"
    case drift = "signet_drift_orders"
    case lastPass = "signet_last_pass_timestamp_seconds"
    case leaseLosses = "signet_lease_losses_total"
    case looks = "signet_looks_total"
    case orders = "signet_orders"
    case passes = "signet_passes_total"
    case passSeconds = "signet_pass_seconds"
    case renewals = "signet_renewals_total"
    case storeErrors = "signet_store_errors_total"
    case writeBudget = "signet_write_budget_used_ratio"

    package var help: String {
        switch self {
        case .alertMessages: "Attempts to tell a webhook of an alert, by what became of them."
        case .alertsOpen: "Alerts that are open, by kind."
        case .certificates: "Certificates of all orders seen, by the days they have left."
        case .daysLeft: "The days left of the certificate that ends first; below zero once it has ended, 0 without any."
        case .drift: "Orders whose certificate is not where it should be, by the first place that differs."
        case .lastPass: "When the last turn came to its end, in seconds since 1970; 0 before the first."
        case .leaseLosses: "Leases that passed to another process while this one worked under them."
        case .looks: "Looks at the way from an order to the wire."
        case .orders: "Orders by what is next for them."
        case .passes: "Turns, by how they ended."
        case .passSeconds: "How long turns took, in seconds."
        case .renewals: "Renewals worked on, by where they came to in a turn."
        case .storeErrors: "Failures of the store that ended a turn or kept alerts back."
        case .writeBudget: "The used share of the budget of writes, of the subscription where that is most; 0 while none is known."
        }
    }
}

/// What a daemon measures. No label has a value for each order, so that ten thousand of them are as many series as one.
package struct FleetMetrics: Sendable {
    private let factory: any MetricsFactory

    /// Every name is there from the start, so that nobody has to tell what is nothing from what is not measured.
    package init(factory: any MetricsFactory = MetricsSystem.factory) {
        self.factory = factory
        for outcome in ["done", "failed"] { count(.passes, "outcome", outcome, by: 0) }
        for outcome in ["done", "waiting", "stopped"] { count(.renewals, "outcome", outcome, by: 0) }
        for outcome in ["sent", "again", "lost"] { count(.alertMessages, "outcome", outcome, by: 0) }
        for metric in [FleetMetric.leaseLosses, .storeErrors, .looks] { count(metric, by: 0) }
        _ = pass
        decided([], at: Date())
        drifted([:])
        alerted([:])
        budget(nil)
        gauge(.lastPass, 0)
    }

    func passed(_ outcome: String, in began: ContinuousClock.Instant, at now: Date) {
        count(.passes, "outcome", outcome)
        let (seconds, attoseconds) = (ContinuousClock.now - began).components
        pass.recordNanoseconds(min(seconds, 1_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000)
        if outcome == "done" { gauge(.lastPass, now.timeIntervalSince1970) }
    }

    func worked(_ result: FleetPass.Result) {
        guard result.workflow == Renew.name else { return }
        count(.renewals, "outcome", result.outcome.word)
    }

    func lostLease() { count(.leaseLosses) }
    func failedStore() { count(.storeErrors) }
    func looked(_ orders: Int) { count(.looks, by: Int64(orders)) }

    func sent(_ outcome: SendAlerts.Outcome) {
        let word =
            switch outcome {
            case .sent: "sent"
            case .again: "again"
            case .lost: "lost"
            }
        count(.alertMessages, "outcome", word)
    }

    /// Orders by what is next for them, and certificates by the days they have left.
    func decided(_ decisions: [FleetDecision], at now: Date) {
        for kind in FleetDecision.Kind.allCases {
            gauge(.orders, Double(decisions.count { $0.kind == kind }), "next", kind.rawValue)
        }
        let days = decisions.compactMap { $0.end.map { $0.timeIntervalSince(now) / 86_400 } }
        for (name, range) in Self.left { gauge(.certificates, Double(days.count { range.contains($0) }), "left", name) }
        gauge(.daysLeft, days.min() ?? 0)
    }

    private static let left: [(String, Range<Double>)] = [
        ("ended", -.infinity..<0), ("0-7d", 0..<7), ("7-14d", 7..<14), ("14-30d", 14..<30), ("30-60d", 30..<60), ("60-90d", 60..<90),
        ("90d-", 90..<Double.infinity),
    ]

    func drifted(_ counts: [Hop: Int]) {
        for hop in Hop.allCases { gauge(.drift, Double(counts[hop] ?? 0), "hop", hop.rawValue) }
    }

    func alerted(_ counts: [AlertKind: Int]) {
        for kind in AlertKind.allCases { gauge(.alertsOpen, Double(counts[kind] ?? 0), "kind", kind.rawValue) }
    }

    /// - Parameter share: of the write budget that is used, of the subscription where that is most; nil while none is known.
    func budget(_ share: Double?) { gauge(.writeBudget, share ?? 0) }

    private var pass: Timer {
        Timer(label: FleetMetric.passSeconds.rawValue, dimensions: [], preferredDisplayUnit: .seconds, factory: factory)
    }

    private func count(_ metric: FleetMetric, _ label: String? = nil, _ value: String = "", by amount: Int64 = 1) {
        Counter(label: metric.rawValue, dimensions: label.map { [($0, value)] } ?? [], factory: factory).increment(by: amount)
    }

    private func gauge(_ metric: FleetMetric, _ amount: Double, _ label: String? = nil, _ value: String = "") {
        Gauge(label: metric.rawValue, dimensions: label.map { [($0, value)] } ?? [], factory: factory).record(amount)
    }
}

extension FleetPass.Result.Outcome {
    var word: String {
        switch self {
        case .done: "done"
        case .waiting: "waiting"
        case .stopped: "stopped"
        }
    }
}
