import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// What Reissue does next, as a pure function of one look, the journal and the time.
struct ReissueRules: Sendable {
    let input: ReissueInput
    let rules: RenewalRules

    func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        SuccessionRules(
            order: input.order,
            domain: input.domain,
            serialBefore: input.serialBefore,
            asking: "reissue",
            rules: rules
        ).next(
            seen,
            run,
            at: moment,
            ask: { ask($0, $1, seen, run, at: moment) },
            follow: { followed(by: $1, $0, seen, run, at: moment) }
        )
    }

    private func ask(_ order: CertificateOrder, _ leaf: Leaf, _ seen: OrderObservation, _ run: Run, at moment: Moment)
        -> Decision<OrderWrite>
    {
        if let asked = run.outcome(of: "reissue") { return AcceptedRules(order: input.order).next(asked, at: moment) }
        return refresh(order, seen, run, at: moment) ?? reissue(order, leaf, seen, run)
    }

    private func reissue(_ order: CertificateOrder, _ leaf: Leaf, _ seen: OrderObservation, _ run: Run) -> Decision<OrderWrite> {
        let keys = KeyRules(key: input.key, order: input.order, domain: input.domain, bits: input.keySize ?? 2048)
        return keys.next(seen, run) { .reissue(input.request(csr: $0, before: order), before: leaf) }
    }

    /// A proof that is too old would leave the order pending with the overlap running, so it is made young first.
    private func refresh(_ order: CertificateOrder, _ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite>? {
        guard let proven = seen.history?.provenAt, rules.isProofOld(proven, at: moment.profile) else { return nil }
        // The service may not take a second proof of an issued order; then the order is proven while it is pending.
        if let asked = run.outcome(of: "verify-domain"), moment.wall.timeIntervalSince(asked.at) > Self.patienceWithProof { return nil }
        return ProofRules(domain: input.domain).next(order, seen, run, at: moment)
    }

    private func followed(by leaf: Leaf, _ order: CertificateOrder, _ seen: OrderObservation, _ run: Run, at moment: Moment)
        -> Decision<OrderWrite>
    {
        if let write = ProofRules(domain: input.domain).cleanUp(run) { return .perform(write) }
        guard let decision = RolloutRules(orderName: input.order.name).next(leaf, seen, run, at: moment) else {
            return KeyRules.afterRollout(seen) ?? .finish(report(order, leaf, seen))
        }
        guard case .wait(let wait) = decision, isHalfOver(order, at: moment) else { return decision }
        return .wait(
            Wait("half of the \(input.overlapHours) hours until the old certificate is revoked are over: \(wait.reason)", on: .person)
        )
    }

    private func isHalfOver(_ order: CertificateOrder, at moment: Moment) -> Bool {
        guard let issued = order.lastCertificateIssuanceTime else { return false }
        return moment.profile.timeIntervalSince(issued) > Double(input.overlapHours) * 3600 / 2
    }

    private func report(_ order: CertificateOrder, _ leaf: Leaf, _ seen: OrderObservation) -> JSONValue {
        [
            "name": .string(input.order.name), "id": .id(input.order), "status": .string(order.status?.rawValue ?? ""),
            "domain": .string(input.domain), "serialNumber": .string(leaf.serialNumber), "serialBefore": .string(input.serialBefore),
            "thumbprint": .string(leaf.thumbprint), "expirationTime": order.expirationTime.map { .string(RFC3339.text($0)) } ?? nil,
            "overlapHours": .number(JSONNumber(input.overlapHours)), "keyVaultSecretId": (seen.secret?.id).map(JSONValue.string) ?? nil,
            "served": .array(seen.rollout.allHosts.compactMap { seen.served[$0]?.json }), "key": .string(input.key.word),
            "next": KeyRules.closing(seen, input.order.name),
        ]
    }

    private static let patienceWithProof = 600.0
}
