import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// What Provision does next, as a pure function of one look, the journal and the time. This is the whole table; nothing here
/// calls anything.
struct ProvisionRules: Sendable {
    let input: ProvisionInput
    /// Some run of this order has bought it already, so that a look that does not find it is no reason to buy.
    var wasPlaced = false

    func next(_ seen: ProvisionObservation, _ run: Run, at moment: Moment) -> Decision<ProvisionStep> {
        guard let order = seen.order else { return placeOrder(run, at: moment) }
        if let problem = disagreement(with: order) { return .stop(problem) }
        switch order.status {
        case .issued?: return deploy(order, seen, run, at: moment)
        case .pendingIssuance?, .pendingRekey?: return prove(order, seen, run, at: moment)
        case nil, .notSubmitted?, .unused?: return accepted(order)
        default: return .stop(ended(order))
        }
    }

    private func placeOrder(_ run: Run, at moment: Moment) -> Decision<ProvisionStep> {
        guard !wasPlaced, run.outcome(of: "place-order") == nil else { return vanished(run, at: moment) }
        return .perform(.placeOrder(order: input.order.description, domain: input.domain, digest: input.purchaseDigest))
    }

    /// The purchase was taken; `provisioningState` may end well long before anything is issued, so only its failure counts.
    private func accepted(_ order: CertificateOrder) -> Decision<ProvisionStep> {
        if order.provisioningState == .failed || order.provisioningState == .canceled { return .stop(ended(order)) }
        return .wait(Wait("the order is being placed with the certificate authority"))
    }

    private func prove(_ order: CertificateOrder, _ seen: ProvisionObservation, _ run: Run, at moment: Moment) -> Decision<ProvisionStep> {
        guard let token = order.domainVerificationToken, !token.isEmpty else { return accepted(order) }
        let record = DNSRecord.proof(domain: input.domain, token: token)
        if run.outcome(of: "publish-proof")?.body["value"]?.string != token, !seen.proofIsVisible { return .perform(.publishProof(record)) }
        guard seen.proofIsVisible else { return .wait(Wait(for: record)) }
        guard let asked = run.outcome(of: "verify-domain"), moment.wall.timeIntervalSince(asked.at) < Self.secondsBetweenChecks else {
            return .perform(.verifyDomain(input.domain))
        }
        return .wait(Wait("the certificate authority is checking \(input.domain) (status \(order.status?.rawValue ?? "unknown"))"))
    }

    private func deploy(_ order: CertificateOrder, _ seen: ProvisionObservation, _ run: Run, at moment: Moment) -> Decision<ProvisionStep> {
        guard let leaf = order.signedCertificate?.thumbprint, let serial = order.serialNumber else {
            return .wait(Wait("the order is issued and its certificate is not listed yet"))
        }
        if let decision = store(leaf, seen, run, at: moment) { return decision }
        guard let site = input.site else { return .finish(report(order, seen)) }
        if seen.webCertificate?.thumbprint?.caseInsensitiveEquals(leaf) != true {
            return importCertificate(site.name, leaf, run, at: moment)
        }
        if let problem = uncovered(seen, order) { return .stop(problem) }
        if let record = seen.missingRecords.first { return publish(record, run) }
        for host in input.hostNames where seen.bindings[host]?.serves(leaf) != true {
            return .perform(.bind(host: host, thumbprint: leaf))
        }
        for host in input.hostNames where seen.served[host]?.shows(serial: serial) != true {
            return .wait(Wait(notServed(host, seen.served[host], wanted: serial)))
        }
        return .finish(report(order, seen))
    }

    /// Nil once the vault holds the issued leaf with its key.
    private func store(
        _ leaf: String,
        _ seen: ProvisionObservation,
        _ run: Run,
        at moment: Moment
    ) -> Decision<ProvisionStep>? {
        guard let link = seen.link else { return .perform(.linkVault(vault: input.vault.name, secret: input.secretName)) }
        if let problem = disagreement(with: link) { return .stop(problem) }
        switch link.progress {
        case .waiting:
            // While it waits nothing is journalled, so the last entry says since when.
            let quiet = run.entries.last.map { moment.wall.timeIntervalSince($0.at) } ?? 0
            guard quiet < LinkAdvice.hoursUntilStuck * 3600 else { return .stop(linkProblem(link)) }
            return .wait(Wait("Key Vault link: \(link.stateWord)"))
        case .failed: return .stop(linkProblem(link))
        case .succeeded: break
        }
        guard let secret = seen.secret else { return .wait(Wait("the secret \(input.secretName) is not in \(input.vault.name) yet")) }
        if let defect = secret.defect { return .stop(secretProblem(defect)) }
        guard secret.thumbprint?.caseInsensitiveEquals(leaf) == true else {
            return .wait(Wait("the secret \(input.secretName) does not hold the issued certificate yet"))
        }
        return nil
    }

    /// The service answers an import with what the vault held at that moment, so an import that brought an older leaf is repeated.
    private func importCertificate(_ site: String, _ leaf: String, _ run: Run, at moment: Moment) -> Decision<ProvisionStep> {
        if let last = run.outcome(of: "import-certificate"), moment.wall.timeIntervalSince(last.at) < Self.secondsBetweenImports {
            return .wait(Wait("the imported certificate is not the issued one yet"))
        }
        return .perform(.importCertificate(site: site, thumbprint: leaf))
    }

    private func publish(_ record: DNSRecord, _ run: Run) -> Decision<ProvisionStep> {
        let step = ProvisionStep.publishHostRecord(record)
        guard run.outcome(of: step.name)?.body["value"]?.string == record.value else { return .perform(step) }
        return .wait(Wait(for: record))
    }

    /// The certificate authority looks at once when asked; asking again sooner than this gains nothing.
    private static let secondsBetweenChecks = 120.0
    private static let secondsBetweenImports = 30.0
    /// How long a journalled order may read as missing before it counts as gone: answers can come from a replica that lags.
    static let secondsUntilGone = 30.0
}
