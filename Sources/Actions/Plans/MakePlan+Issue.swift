import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// The verbs after which there is a new certificate.
extension MakePlan {
    func order(_ request: OrderRequest) async throws -> Plan {
        let known = try await OrderCertificate(context).earlierInput(of: request)
        return try await order(request, try known ?? request.input(subscriptionId: context.world.subscriptionId))
    }

    /// - Parameter request: what was asked for; what it leaves out was asked for earlier and is in the input.
    func order(_ request: OrderRequest, _ input: ProvisionInput) async throws -> Plan {
        let found = try await Provision(input: input, world: context.world).existing
        var plan = Plan(
            request: .order(request.completed(by: input)),
            order: input.order,
            input: input.json,
            summary: "order: a certificate for \(input.domain), \(input.storeWords)",
            observed: found.map(Plan.Observed.init),
            calls: [],
            preconditions: [],
            blastRadius: Plan.BlastRadius(),
            madeAt: context.engine.journal.now()
        )
        do {
            plan.preconditions = try await Preflight(input: input, world: context.world).findings()
            plan.obstacle = plan.preconditions.first { $0.level == .blocking }?.problem(input)
        } catch let problem as Problem {
            plan.hinder(problem)
        } catch let error as AzureError {
            // The service's own word on the purchase is an answer; anything else is no sight of the world.
            guard error.operation == "CertificateOrders.validatePurchase", error.code != .throttled else { throw error }
            plan.hinder(error.problem)
        }
        guard plan.obstacle == nil else { return plan }
        let isPlaced = try await context.engine.journal.hasOutcome(of: "place-order", subject: input.subject, notBefore: Retire.name)
        try await expect(&plan, input, isNew: found == nil && !isPlaced)
        return plan
    }

    private func expect(_ plan: inout Plan, _ input: ProvisionInput, isNew: Bool) async throws {
        let rollout = try await Provision(input: input, world: context.world).rollout()
        plan.blastRadius = Plan.BlastRadius(rollout)
        let (seen, decision) = try await Definitions(context).firstDecision(of: Provision.name, plan.input)
        switch decision {
        case .stop(let problem): plan.hinder(problem)
        case .finish: plan.summary += "; it is served already"
        case .perform, .wait: plan.calls = PlannedCalls(order: input.order, domain: input.domain).provision(input, rollout, seen)
        }
        guard isNew else { return }
        let product = input.product == .wildcard ? "a wildcard" : "a standard"
        plan.charge = Charge(
            what: "\(product) App Service certificate for \(input.domain), one year, charged by Azure when it is issued",
            price: context.prices.price(of: input.product),
            isBilled: context.charges
        )
        let now = try await context.world.clock.now(), days = rules.leafDays(at: now)
        let source = "\(days) days, the longest a certificate lasts, from now"
        plan.expectedExpiry = Plan.ExpectedExpiry(date: now + Double(days) * 86_400, source: source)
    }

    func renew(_ found: Found, key: KeyChoice?) async throws -> Plan {
        let order = found.order
        let now = try await context.world.clock.now()
        let history = try await OrderWatch(world: context.world, order: found.id).history()
        guard let serial = order.serialNumber, let outlook = rules.outlook(order, created: history.created, at: now) else {
            throw Problem(
                .precondition,
                "\(found.id.name) has no certificate to renew.",
                why: "its status is \(order.status?.rawValue ?? "unknown") and it names no serial number",
                nextStep: "See where it stands: signet status \(found.id.name)"
            )
        }
        let rollout = try await FindUses(context.world)(order)
        let (chosen, bits) = (try await ChooseKey(context.world)(key, for: order, rollout), order.keySize ?? 2048)
        let isCharged = if case .purchase = outlook.effect { true } else { false }
        let input = RenewInput(
            order: found.id,
            domain: order.commonName,
            serialBefore: serial,
            endBefore: outlook.leafEnd,
            acceptsCharge: isCharged,
            rollout: rollout,
            key: chosen,
            keySize: bits
        )
        let isProofOld = history.provenAt.map { rules.isProofOld($0, at: now) } ?? false
        var plan = try await plan(
            .renew(found.target, key: key),
            found,
            input: input.json,
            rollout,
            issues: true,
            summary: outlook.summary(servedBy: rollout)
        ) { _ in found.calls.renewal(rollout, key: chosen, bits: bits, isCharged: isCharged, isProofOld: isProofOld) }
        guard plan.hasChanges else {
            plan.isTooEarly = outlook.isTooEarly
            return plan
        }
        if isCharged { plan.charge = charge(nextTermOf: order) }
        plan.expectedExpiry = outlook.expectedExpiry(rules, at: now)
        return plan
    }

    func charge(nextTermOf order: CertificateOrder) -> Charge {
        Charge(
            what: "the next year of \(order.name ?? "the order"), charged once by Azure",
            price: context.prices.price(of: order.productType),
            isBilled: context.charges
        )
    }

    func reissue(_ found: Found, keySize: Int?, overlapHours: Int, key: KeyChoice?) async throws -> Plan {
        let order = found.order, name = found.id.name
        guard order.status == .issued, let serial = order.serialNumber else {
            throw Problem(
                .precondition,
                "\(name) cannot be reissued.",
                why: "its status is \(order.status?.rawValue ?? "unknown"); only an issued order has a key to replace",
                nextStep: "See where it stands: signet status \(name)"
            )
        }
        let now = try await context.world.clock.now()
        let history = try await OrderWatch(world: context.world, order: found.id).history()
        let rollout = try await FindUses(context.world)(order)
        let input = ReissueInput(
            order: found.id,
            domain: order.commonName,
            serialBefore: serial,
            keySize: keySize ?? order.keySize,
            overlapHours: overlapHours,
            rollout: rollout,
            key: try await ChooseKey(context.world)(key, for: order, rollout)
        )
        let isProofOld = history.provenAt.map { rules.isProofOld($0, at: now) } ?? false
        var plan = try await plan(
            .reissue(found.target, keySize: keySize, overlapHours: overlapHours, key: key),
            found,
            input: input.json,
            rollout,
            issues: true,
            summary: "reissue: free; a new key and certificate, and the present one is revoked \(overlapHours) hours after it is issued"
        ) { _ in found.calls.reissue(input, rollout, isProofOld: isProofOld) }
        let source = "a reissue never extends: no later than the present certificate, nor \(rules.leafDays(at: now)) days from now"
        plan.expectedExpiry = Plan.ExpectedExpiry(date: rules.freeEnd(order, now), source: source)
        return plan
    }
}

extension OrderRequest {
    /// With everything said, so that it asks for the same later.
    fileprivate func completed(by input: ProvisionInput) -> OrderRequest {
        var request = self
        request.domain = input.domain
        request.product = input.product
        request.resourceGroup = input.resourceGroup
        request.keyVault = input.vault?.description
        request.secret = input.secretName
        request.site = input.site?.description
        request.hostNames = input.hostNames
        request.keySize = input.keySize
        request.key = input.key
        return request
    }
}

extension ProvisionInput {
    fileprivate var storeWords: String { vault.map { "stored in \($0.name) as \(secretName)" } ?? "for a signing request of yours" }
}

extension RenewalOutlook {
    package func summary(servedBy rollout: Rollout) -> String {
        let hosts = rollout.hosts.map(\.hostName).joined(separator: ", ")
        return "renewal: \(effectWords). It ends \(day(leafEnd)); its paid term about \(day(term.end)) (\(term.source)). "
            + "Served by: \(hosts.isEmpty ? "no host name found" : hosts)"
    }

    /// The service does not renew it yet.
    package var isTooEarly: Bool { effect == .impossible([NotRenewableReason.notInTimeRange.rawValue]) }

    private var effectWords: String {
        switch effect {
        case .free(let end): "free; the new certificate ends about \(day(end))"
        case .purchase(let end): "buys the next term; the new certificate ends about \(day(end))"
        case .unchanged: "nothing to gain: a new certificate would end when the present one does"
        case .impossible(let reasons):
            "not possible: \(reasons.joined(separator: ", "))" + (isTooEarly ? due.map { "; its day is about \(day($0))" } ?? "" : "")
        case .platform: "left to the platform, which renews this order itself"
        }
    }

    fileprivate func expectedExpiry(_ rules: RenewalRules, at now: Date) -> Plan.ExpectedExpiry? {
        let leaf = "the sooner of \(rules.leafDays(at: now)) days from now and the end of the paid term"
        return switch effect {
        case .free(let end): Plan.ExpectedExpiry(date: end, source: "\(leaf), estimated from \(term.source)")
        case .purchase(let end): Plan.ExpectedExpiry(date: end, source: "\(leaf) with the year bought, estimated from \(term.source)")
        case .unchanged, .impossible, .platform: nil
        }
    }
}

func day(_ date: Date) -> String { String(RFC3339.text(date).prefix(10)) }
