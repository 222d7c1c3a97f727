import AppServiceCertificates
import FoundationEssentials
import JSON
import Workflows

/// What is next for every order of the inventory: nothing is asked of the service, so that thousands take a moment.
package struct DecideFleet: Sendable {
    let context: ActionContext
    let fleet: FleetRules

    package init(_ context: ActionContext, fleet: FleetRules) {
        self.context = context
        self.fleet = fleet
    }

    /// Decides and writes it down.
    package func callAsFunction() async throws -> [FleetDecision] {
        let now = try await context.world.clock.now(), journal = context.engine.journal
        let runs = try await journal.unfinished()
        let decisions = try await Inventory(journal).items().map { item in
            Self.decide(item, run: runs[item.id.subject], rules: context.world.rules, fleet: fleet, now: now)
        }
        try await journal.keep(decisions, before: try await journal.decisions())
        return decisions
    }

    static func decide(_ item: InventoryItem, run: Run?, rules: RenewalRules, fleet: FleetRules, now: Date) -> FleetDecision {
        let subject = item.id.subject
        guard let order = item.order else {
            return FleetDecision(subject: subject, .wait, why: "it was not looked at yet", action: "", end: item.expires)
        }
        let history = OrderHistory(created: item.placed, provenAt: item.proven)
        let next = NextAction(order, run: run, history: history, renewer: item.renewer, rules: rules, at: now)
        let proofDay = next.on.flatMap { due in item.proven.flatMap { rules.proofDay($0, before: due) } }
        func decision(_ kind: FleetDecision.Kind, at: Date? = nil, _ why: String? = nil) -> FleetDecision {
            FleetDecision(
                subject: subject,
                kind,
                at: at,
                why: why ?? next.why,
                action: next.action,
                end: item.expires,
                run: kind == .resume ? run?.id : nil,
                revisit: proofDay.flatMap { $0 > now ? $0 : nil }
            )
        }
        switch next.kind {
        case .none: return decision(.none)
        // Nobody has said that the order is to be touched.
        case .refresh where item.renewer == .unknown: return decision(.person, at: next.on)
        case .refresh: return decision(.prove, at: proofDay ?? now)
        case .wait, .sync: return decision(.wait, at: next.on)
        case .retry, .prove, .adopt, .look: return decision(.person, at: next.on)
        case .resume: return decision(.resume, at: run?.waiting?.until ?? now)
        case .renew:
            guard let outlook = rules.outlook(order, created: item.placed, at: now), let due = outlook.due else { return decision(.none) }
            let start = fleet.start(due: due, end: outlook.leafEnd, subject: subject, now: now)
            if outlook.isDueCharged, !fleet.acceptsCharges {
                return decision(.person, at: start.at, "\(next.why); a purchase needs a person's yes: \(next.action) --accept-charge")
            }
            return decision(.renew, at: start.at, "\(next.why); begins by \(start.cause.rawValue)")
        }
    }
}
