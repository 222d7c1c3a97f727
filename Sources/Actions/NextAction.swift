import AppServiceCertificates
import FoundationEssentials
import JSON
import Workflows

/// What an order needs next, who has to move, when, and why: one line of a list, the head of a status.
package struct NextAction: Sendable, Hashable {
    package enum Kind: String, Sendable {
        /// A run goes on by itself.
        case resume
        /// A run was stopped, and a person has to mend something first.
        case retry
        /// The domain's owner publishes a record.
        case prove
        /// The proof of an issued order's domain is made young before a renewal needs it.
        case refresh
        case renew
        case sync
        /// Somebody has to say who renews it.
        case adopt
        /// The service has to move.
        case wait
        /// A person has to look at it.
        case look
        case none
    }

    package let kind: Kind
    package let action: String
    package let why: String
    /// Nil when nobody has to move.
    package let who: Party?
    /// The day it is for; nil when that is now, or nothing has to be done.
    package let on: Date?

    private init(_ kind: Kind, _ action: String, _ why: String, who: Party?, on: Date? = nil) {
        self.kind = kind
        self.action = action
        self.why = why
        self.who = who
        self.on = on
    }

    /// - Parameters:
    ///   - run: the newest run of the order.
    ///   - history: when it was placed and proven, as far as that is known.
    ///   - renewer: who renews it, as the journal says.
    init(_ order: CertificateOrder, run: Run?, history: OrderHistory, renewer: Renewer, rules: RenewalRules, at now: Date) {
        let state = Self.ofStatus(order, history, rules, at: now)
        let own = state ?? Self.ofRenewal(order, history, renewer, rules, at: now)
        // Nothing that leaves the certificate as it is holds up a renewal whose day has come.
        if state == nil, own.kind == .renew, own.on == nil, let run, Self.besideRenewal.contains(run.workflow), run.openIntent == nil {
            self = own
        } else {
            self = Self.ofRun(run) ?? own
        }
    }

    private static let besideRenewal: Set = [VerifyDomain.name, StoreInVault.name, Bind.name, Sync.name, Probe.name]

    /// What was begun comes before anything else.
    private static func ofRun(_ run: Run?) -> NextAction? {
        guard let run, [.active, .stopped].contains(run.state) else { return nil }
        let view = RunView(run)
        let verb = run.state == .active ? Kind.resume : .retry
        return NextAction(verb, "signet runs \(verb.rawValue) \(view.shortID)", view.standing, who: view.owner ?? .person)
    }

    private static func ofStatus(_ order: CertificateOrder, _ history: OrderHistory, _ rules: RenewalRules, at now: Date) -> NextAction? {
        let name = order.name ?? ""
        switch order.status {
        case .issued?: return nil
        case .pendingIssuance?, .pendingRekey?:
            // A new key for an order whose proof serves comes within minutes.
            if order.serialNumber != nil, history.provenAt.map({ rules.doesProofServe($0, at: now) }) ?? (order.status == .pendingRekey) {
                return NextAction(.wait, "wait", "its next certificate is being issued", who: .service)
            }
            guard let record = order.proofRecord else {
                return NextAction(.wait, "wait", "the service has no token for it yet", who: .service)
            }
            return NextAction(.prove, "signet verify-domain \(name)", "set  \(record)", who: .domainOwner)
        case nil, .notSubmitted?, .unused?: return NextAction(.wait, "wait", "it is being placed", who: .service)
        case .expired?: return NextAction(.look, "signet order", "it has expired, and an expired one cannot be renewed", who: .person)
        case let status?: return NextAction(.look, "signet show \(name)", "its status is \(status.rawValue)", who: .person)
        }
    }

    private static func ofRenewal(
        _ order: CertificateOrder,
        _ history: OrderHistory,
        _ renewer: Renewer,
        _ rules: RenewalRules,
        at now: Date
    ) -> NextAction {
        let name = order.name ?? "", created = history.created
        guard let outlook = rules.outlook(order, created: created, at: now) else {
            return NextAction(.wait, "wait", "its certificate is not listed yet", who: .service)
        }
        if outlook.effect != .platform, let due = outlook.due, renewer != .signet { return adopt(name, renewer, due) }
        switch outlook.effect {
        case .platform:
            let day = order.nextAutoRenewalTime ?? outlook.leafEnd - Double(rules.autoRenewDays) * 86_400
            if let refresh = refresh(name, history, before: day, rules, at: now) { return refresh }
            let why = "the platform renews it"
            return NextAction(.sync, "signet sync \(name)", why, who: .service, on: order.nextAutoRenewalTime)
        case .impossible(let reasons):
            if let due = outlook.due, due > now { return later(name, outlook, due, created) }
            return NextAction(.look, "signet status \(name)", "not renewable: \(reasons.joined(separator: ", "))", who: .person)
        case .free, .purchase, .unchanged:
            guard let due = outlook.due else { return NextAction(.none, "none", "nothing is due", who: nil) }
            if due > now { return refresh(name, history, before: due, rules, at: now) ?? later(name, outlook, due, created) }
            return NextAction(.renew, "signet renew \(name)", "due since \(day(due)), \(price(outlook, created))", who: .person)
        }
    }

    /// Revalidation is nobody's job but ours; a renewal that needs one waits for whoever publishes the record.
    private static func refresh(_ name: String, _ history: OrderHistory, before due: Date, _ rules: RenewalRules, at now: Date)
        -> NextAction?
    {
        guard let proven = history.provenAt, let start = rules.proofDay(proven, before: due), start <= now else { return nil }
        let why = "the domain was proven on \(day(proven)), which is too long ago for the renewal on \(day(due))"
        return NextAction(.refresh, "signet verify-domain \(name)", why, who: .person, on: due)
    }

    /// Nobody renews it, so the day would pass.
    private static func adopt(_ name: String, _ renewer: Renewer, _ due: Date) -> NextAction {
        let why = renewer == .platform ? "given to the platform, but its autoRenew is off" : "nobody has said who renews it"
        let by = renewer == .platform ? renewer : .signet
        return NextAction(.adopt, "signet adopt \(name) --renewed-by \(by.rawValue)", "\(why); due on \(day(due))", who: .person, on: due)
    }

    private static func later(_ name: String, _ outlook: RenewalOutlook, _ due: Date, _ created: Date?) -> NextAction {
        NextAction(.renew, "signet renew \(name)", "on \(day(due)), \(price(outlook, created))", who: nil, on: due)
    }

    /// Without the day it was placed nobody can say how long is paid for.
    private static func price(_ outlook: RenewalOutlook, _ created: Date?) -> String {
        guard created != nil || outlook.term.source == "nextAutoRenewalTimeStamp" else { return "price unknown: see signet status" }
        return outlook.isDueCharged ? "buys the next term" : "free"
    }

    private static func day(_ date: Date) -> String { String(RFC3339.text(date).prefix(10)) }

    /// Whether a record proves the domain.
    var isProof: Bool { kind == .prove || kind == .refresh }

    package var text: String { kind == .none ? why : "\(action): \(why)" }

    package var json: JSONValue {
        [
            "action": .string(action), "why": .string(why), "who": who.map { .string($0.rawValue) } ?? nil,
            "on": on.map { .string(RFC3339.text($0)) } ?? nil,
        ]
    }
}
