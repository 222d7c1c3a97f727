import AppServiceCertificates
import FoundationEssentials
import JSON

/// Proving the domain of an order that waits for it: publish the token, see it, ask for the check, ask again after a while.
struct ProofRules: Sendable {
    let domain: String

    func next(_ order: CertificateOrder, _ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        guard let token = order.domainVerificationToken, !token.isEmpty else {
            return .wait(Wait("the order has no token to prove \(domain) with yet"))
        }
        let record = DNSRecord.proof(domain: domain, token: token)
        if run.outcome(of: "publish-proof")?.body["value"]?.string != token, !seen.proofIsVisible { return .perform(.publishProof(record)) }
        guard seen.proofIsVisible else { return .wait(Wait(for: record)) }
        guard let asked = run.outcome(of: "verify-domain"), moment.wall.timeIntervalSince(asked.at) < Self.secondsBetweenChecks else {
            return .perform(.verifyDomain(domain))
        }
        return .wait(Wait("the certificate authority is checking \(domain) (status \(order.status?.rawValue ?? "unknown"))"))
    }

    /// The certificate authority looks at once when asked; asking again sooner than this gains nothing.
    private static let secondsBetweenChecks = 120.0
}
