import AppServiceCertificates
import AzureCore
import DNS
import FoundationEssentials
import JSON

/// Proving the domain of an order that waits for it: publish the token, see it everywhere, ask for the check, ask again after a
/// while, and take the token away once it has served. A missing proof is waited for as long as it takes; when the authority's
/// deadline comes near, the wait says so.
struct ProofRules: Sendable {
    let domain: String
    var rules = RenewalRules()

    func next(_ order: CertificateOrder, _ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        guard let token = order.domainVerificationToken, !token.isEmpty else {
            return .wait(Wait("the order has no token to prove \(domain) with yet"))
        }
        if let problem = forbidden(order, seen) { return .stop(problem) }
        let record = DNSRecord.proof(domain: domain, token: token)
        if !seen.isPublished(run.published(token)), !seen.proofIsVisible { return .perform(publication(record, seen)) }
        guard seen.proofIsVisible else { return .wait(missing(record, order, seen, run, at: moment)) }
        guard let asked = run.outcome(of: "verify-domain"), moment.wall.timeIntervalSince(asked.at) < Self.secondsBetweenChecks else {
            return .perform(.verifyDomain(domain))
        }
        return .wait(Wait("the certificate authority is checking \(domain) (status \(order.status?.rawValue ?? "unknown"))"))
    }

    private func publication(_ record: DNSRecord, _ seen: OrderObservation) -> OrderWrite {
        .publishProof(record, existed: seen.proof.map { !$0.with.isEmpty } ?? false)
    }

    /// What this run published for a proof that is over by now; nil when nothing is left. What was there before stays.
    func cleanUp(_ run: Run) -> OrderWrite? {
        let ours = run.entries.last { entry in
            guard entry.kind == .outcome, entry.step == "publish-proof", entry.body["existed"] != true,
                let value = entry.body["value"]?.string
            else { return false }
            return run.published(value) != nil
        }
        guard let ours, let token = ours.body["value"]?.string, let publisher = ours.body["by"]?.string else { return nil }
        return .unpublishProof(DNSRecord.proof(domain: domain, token: token), by: publisher)
    }

    /// The authority looks at CAA before it issues; asking it now would only use up its patience.
    private func forbidden(_ order: CertificateOrder, _ seen: OrderObservation) -> Problem? {
        guard let finding = seen.authorisation, finding.level == .blocking else { return nil }
        return Problem(
            .precondition,
            "No certificate can be issued for \(domain).",
            why: finding.detail,
            nextStep: finding.fix,
            owner: .domainOwner
        )
    }

    private func missing(_ record: DNSRecord, _ order: CertificateOrder, _ seen: OrderObservation, _ run: Run, at moment: Moment) -> Wait {
        let alarm = self.alarm(order, seen, run, at: moment)
        guard let proof = seen.proof, !proof.with.isEmpty else { return Wait(for: record, alarm: alarm) }
        let lagging = proof.without.joined(separator: ", ")
        let words = "\(proof.with.joined(separator: ", ")) answers with  \(record)  and \(lagging) does not yet"
        return Wait(words + (alarm.map { "  (\($0))" } ?? ""), until: record)
    }

    /// How long the order waits and when it will be denied, once that is near.
    private func alarm(_ order: CertificateOrder, _ seen: OrderObservation, _ run: Run, at moment: Moment) -> String? {
        let isFirst = order.serialNumber == nil
        guard let since = run.askedFor ?? (isFirst ? seen.history?.created : nil) else { return nil }
        let days = isFirst ? rules.orderProofDays : rules.renewalProofDays...rules.renewalProofDays
        let age = Int(clamping: Int64(max(0, moment.profile.timeIntervalSince(since) / 86_400)))
        guard age >= days.lowerBound - rules.deadlineWarningDays else { return nil }
        func day(_ count: Int) -> String { String(RFC3339.text(since + Double(count) * 86_400).prefix(10)) }
        let deadline = days.count == 1 ? "on \(day(days.lowerBound))" : "between \(day(days.lowerBound)) and \(day(days.upperBound))"
        return "unproven for \(age) days; the authority denies it \(deadline)"
    }

    /// The certificate authority looks at once when asked; asking again sooner than this gains nothing.
    private static let secondsBetweenChecks = 120.0
}

extension OrderObservation {
    /// Whether the publisher of now did it: what another one was told to publish, and does not show, is told to this one too.
    func isPublished(_ entry: JournalEntry?) -> Bool {
        guard let entry else { return false }
        return publisher.map { entry.body["by"]?.string == $0 } ?? true
    }
}

extension Run {
    /// The last publication of a token by this run that was not taken away since.
    fileprivate func published(_ token: String) -> JournalEntry? {
        let last = entries.last { entry in
            entry.kind == .outcome && ["publish-proof", "unpublish-proof"].contains(entry.step) && entry.body["value"]?.string == token
        }
        return last?.step == "publish-proof" ? last : nil
    }

    /// When this run asked for the issuance that is pending, by the profile's clock.
    fileprivate var askedFor: Date? {
        entries.last { $0.kind == .outcome && ["place-order", "renew", "reissue"].contains($0.step) }?.body["at"]?.string
            .flatMap { RFC3339.date($0) }
    }
}
