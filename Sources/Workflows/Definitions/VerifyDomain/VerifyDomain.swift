import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// The proof of an order's domain: for a pending order the one it waits for, for an issued one a younger one, so that the next
/// renewal finds it fresh.
package struct VerifyDomain: OrderWorkflow {
    package static let name = "VerifyDomain"
    package static let version: Int64 = 1

    let input: VerifyDomainInput
    package let world: World
    package var order: ResourceID { input.order }

    package init(input: VerifyDomainInput, world: World) {
        self.input = input
        self.world = world
    }

    package func observe(_ run: Run) async throws -> OrderObservation {
        var seen = try await watch.take(domain: input.domain) { Rollout(link: nil) }
        guard let order = seen.order else { return seen }
        let wasAsked = run.outcome(of: "verify-domain") != nil
        if order.status == .issued {
            await watch.lookAtProof(order, input.domain, into: &seen)
            if wasAsked { seen.history = try await watch.history() }
        } else if !seen.proofIsVisible {
            seen.history = try await watch.history()
        }
        return seen
    }

    package func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        VerifyDomainRules(input: input).next(seen, run, at: moment)
    }
}

package struct VerifyDomainInput: Sendable, Hashable {
    package let order: ResourceID
    package let domain: String
    /// The proof there was; a younger one ends the run.
    package let provenBefore: Date?
    /// How many proofs there were; nil in a run that was begun before this was counted.
    package let proofsBefore: Int?

    package init(order: ResourceID, domain: String, provenBefore: Date?, proofsBefore: Int?) {
        self.order = order
        self.domain = domain
        self.provenBefore = provenBefore
        self.proofsBefore = proofsBefore
    }

    package var json: JSONValue {
        [
            "order": .id(order), "domain": .string(domain), "provenBefore": provenBefore.map { .string(RFC3339.text($0)) } ?? nil,
            "proofsBefore": proofsBefore.map { .number(JSONNumber($0)) } ?? nil,
        ]
    }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        self.init(
            order: try fields.requiredID("order"),
            domain: try fields.requiredString("domain"),
            provenBefore: try fields.date("provenBefore"),
            proofsBefore: try fields.int("proofsBefore")
        )
    }
}

/// What VerifyDomain does next, as a pure function of one look, the journal and the time.
struct VerifyDomainRules: Sendable {
    let input: VerifyDomainInput

    func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        guard let order = seen.order else { return .stop(OrderProblem.gone(input.order)) }
        let proof = ProofRules(domain: input.domain)
        switch order.status {
        case .pendingIssuance?, .pendingRekey?: return proof.next(order, seen, run, at: moment)
        case .issued?:
            guard let ending = ending(order, seen, run, at: moment) else { return proof.next(order, seen, run, at: moment) }
            return proof.cleanUp(run).map { .perform($0) } ?? ending
        case nil, .notSubmitted?, .unused?: return .wait(Wait("the order is \(order.status?.rawValue ?? "without a status")"))
        default: return .stop(OrderProblem.ended(order, named: input.order.name, domain: input.domain))
        }
    }

    /// How it ends for an issued order; nil while its proof is not young yet.
    private func ending(_ order: CertificateOrder, _ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite>? {
        guard let first = run.entries.first(where: { $0.kind == .outcome && $0.step == "verify-domain" }) else { return nil }
        // An order that was pending and is issued now was proven on the way.
        if isYounger(seen.history) || input.provenBefore == nil { return .finish(report(order, seen.history?.provenAt)) }
        guard moment.wall.timeIntervalSince(first.at) >= Self.longestCheck else { return nil }
        return .stop(notTaken)
    }

    /// The service answers a request for the check in any case, so an answer alone says nothing.
    private var notTaken: Problem {
        Problem(
            .service,
            "The proof of \(input.domain) did not become younger.",
            why: "the check was asked for an hour ago, the record was there, and the order's history shows no newer proof",
            nextStep: "Nothing is lost: the next renewal proves the domain on the way. See signet history \(input.order.name)",
            owner: .service
        )
    }

    private static let longestCheck = 3600.0

    /// By a whole second, as the date before was written down without its fraction; two proofs of one second are told by their number.
    private func isYounger(_ history: OrderHistory?) -> Bool {
        guard let history, let proven = history.provenAt else { return false }
        guard let before = input.provenBefore else { return true }
        return proven.timeIntervalSince(before) >= 1 || input.proofsBefore.map { history.proofs > $0 } ?? false
    }

    private func report(_ order: CertificateOrder, _ proven: Date?) -> JSONValue {
        [
            "name": .string(input.order.name), "id": .id(input.order), "status": .string(order.status?.rawValue ?? ""),
            "domain": .string(input.domain), "provenAt": proven.map { .string(RFC3339.text($0)) } ?? nil,
        ]
    }
}
