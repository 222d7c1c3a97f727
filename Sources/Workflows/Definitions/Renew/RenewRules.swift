import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// What Renew does next, as a pure function of one look, the journal and the time.
struct RenewRules: Sendable {
    let input: RenewInput
    let rules: RenewalRules
    var renewer = Renewer.signet

    func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        if seen.order?.status == .expired { return .stop(expired) }
        return SuccessionRules(
            order: input.order,
            domain: input.domain,
            serialBefore: input.serialBefore,
            asking: "renew",
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
        guard input.endBefore > moment.profile else { return .stop(expired) }
        if let asked = run.outcome(of: "renew") { return AcceptedRules(order: input.order).next(asked, at: moment) }
        switch rules.outlook(order, created: seen.history?.created, at: moment.profile)?.effect {
        case .free? where renewer != .signet, .purchase? where renewer != .signet:
            return .stop(renewer.refusal(of: name, isPlatform: false))
        case .free?: return renew(order, leaf, seen, run)
        case .purchase?: return input.acceptsCharge ? renew(order, leaf, seen, run) : .stop(chargeNotAccepted)
        case .unchanged?: return .stop(nothingToGain)
        case .platform?: return .stop(renewer.refusal(of: name, isPlatform: true))
        case .impossible(let reasons)?: return .stop(notRenewable(reasons))
        case nil: return .stop(notRenewable(["its certificate names no end"]))
        }
    }

    private func renew(_ order: CertificateOrder, _ leaf: Leaf, _ seen: OrderObservation, _ run: Run) -> Decision<OrderWrite> {
        let keys = KeyRules(key: input.key, order: input.order, domain: input.domain, bits: input.keySize)
        return keys.next(seen, run) { csr in
            let isExternal = KeyRules.isExternal(csr: csr, before: order)
            return .renew(RenewRequest(csr: csr, isPrivateKeyExternal: isExternal), before: leaf)
        }
    }

    private func followed(by leaf: Leaf, _ order: CertificateOrder, _ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<
        OrderWrite
    > {
        guard let end = order.expirationTime, end > input.endBefore else { return .stop(endDidNotMove(order)) }
        if let write = ProofRules(domain: input.domain).cleanUp(run) { return .perform(write) }
        if let decision = RolloutRules(orderName: input.order.name).next(leaf, seen, run, at: moment) { return decision }
        if let decision = KeyRules.afterRollout(seen) { return decision }
        return .finish(report(order, leaf, seen, run))
    }
}

extension RenewRules {
    var name: String { input.order.name }

    private var chargeNotAccepted: Problem {
        Problem(
            .refused,
            "\(name) was not renewed.",
            why: "so near the end of its paid term renewing buys the next one, and that charge was not accepted",
            nextStep: "Accept it: signet renew \(name) --accept-charge"
        )
    }

    /// The order that takes its place: the same domain, vault and hosts under another name, since this one's stays taken.
    private var expired: Problem {
        let rollout = input.rollout
        var words = ["signet order \(name)-2", "--domain '\(input.domain)'", "--resource-group \(input.order.resourceGroup ?? "")"]
        if input.domain.hasPrefix("*.") { words.append("--product wildcard") }
        if let vault = rollout.link?.vault { words.append("--key-vault \(vault.name)") }
        let sites = Set(rollout.hosts.map(\.site))
        if let site = sites.first { words.append("--site \(site.name)") }
        words += rollout.hosts.filter { $0.site == sites.first }.map { "--hostname \($0.hostName)" }
        return Problem(
            .precondition,
            "\(name) cannot be renewed.",
            why: "its certificate ended on \(RFC3339.text(input.endBefore)), and an ended one cannot be renewed",
            nextStep: "Order one in its place, with the same bindings: \(words.joined(separator: " "))"
        )
    }

    private var nothingToGain: Problem {
        Problem(
            .refused,
            "\(name) was not renewed.",
            why: "a certificate renewed now would end when the present one does",
            nextStep: "See when it is due: signet status \(name)"
        )
    }

    private func notRenewable(_ reasons: [String]) -> Problem {
        Problem(
            .precondition,
            "\(name) cannot be renewed now.",
            why: reasons.joined(separator: ", "),
            nextStep: "See when it is due and what else can be done: signet status \(name)"
        )
    }

    private func endDidNotMove(_ order: CertificateOrder) -> Problem {
        Problem(
            .service,
            "\(name) has a new certificate that ends no later than the one before.",
            why:
                "it ends \(order.expirationTime.map { RFC3339.text($0) } ?? "at a time the service does not say"), before it was \(RFC3339.text(input.endBefore))",
            nextStep: "See when the next one is due: signet status \(name)"
        )
    }

    private func report(_ order: CertificateOrder, _ leaf: Leaf, _ seen: OrderObservation, _ run: Run) -> JSONValue {
        [
            "name": .string(name), "id": .id(input.order), "status": .string(order.status?.rawValue ?? ""), "domain": .string(input.domain),
            "serialNumber": .string(leaf.serialNumber), "serialBefore": .string(input.serialBefore), "thumbprint": .string(leaf.thumbprint),
            "expirationTime": order.expirationTime.map { .string(RFC3339.text($0)) } ?? nil,
            "expirationBefore": .string(RFC3339.text(input.endBefore)), "renewedBySignet": .bool(run.outcome(of: "renew") != nil),
            "keyVaultSecretId": (seen.secret?.id).map(JSONValue.string) ?? nil,
            "served": .array(seen.rollout.allHosts.compactMap { seen.served[$0]?.json }), "key": .string(input.key.word),
            "next": KeyRules.closing(seen, input.order.name),
        ]
    }
}
