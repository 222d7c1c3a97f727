import FoundationEssentials
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

package enum ChainVerdict: Sendable, Hashable, CustomStringConvertible {
    case ok
    case failed(reason: String)

    package var isOK: Bool { self == .ok }

    package var reason: String? {
        if case .failed(let reason) = self { reason } else { nil }
    }

    package var description: String { reason ?? "ok" }
}

/// Would a client accept this chain for this host at this moment? The date is given, since an emulator's certificates live on
/// a clock of their own.
package enum ChainCheck {
    /// Longer chains than this do not occur; the bound keeps the search for a path short.
    static let maximumLength = 10

    /// `chain` is leaf first; the order of the others does not matter.
    package static func verify(chain: [CertificateFacts], roots: TrustRoots, hostName: String, at date: Date) async -> ChainVerdict {
        guard let leaf = chain.first else { return .failed(reason: "the chain is empty") }
        guard chain.count <= maximumLength else {
            return .failed(reason: "the chain has \(chain.count) certificates, more than \(maximumLength)")
        }
        if let fault = fault(of: leaf, hostName: hostName, at: date) { return .failed(reason: fault) }
        do {
            return await path(from: leaf, through: Array(chain.dropFirst()), to: try roots.store(), at: date)
        } catch {
            return .failed(reason: error.description)
        }
    }

    /// The leaf's own faults come first: they have plainer words than a failed search for a path.
    private static func fault(of leaf: CertificateFacts, hostName: String, at date: Date) -> String? {
        if let fault = validityFault(of: leaf, at: date) { return fault }
        if !leaf.isServerAuth { return "certificate \(leaf.serialNumber) is not meant for servers (extended key usage)" }
        if !leaf.covers(hostName: hostName) {
            let names = leaf.dnsNames.isEmpty ? "no name" : leaf.dnsNames.prefix(10).joined(separator: ", ")
            return "certificate \(leaf.serialNumber) does not cover \(hostName): it covers \(names)"
        }
        return nil
    }

    private static func validityFault(of certificate: CertificateFacts, at date: Date) -> String? {
        let name = "certificate \(certificate.serialNumber) (\(certificate.subject))"
        let now = date.formatted(.iso8601)
        if date < certificate.notBefore { return "\(name) is not valid before \(certificate.notBefore.formatted(.iso8601)); it is \(now)" }
        if date > certificate.notAfter { return "\(name) expired at \(certificate.notAfter.formatted(.iso8601)); it is \(now)" }
        return nil
    }

    private static func path(
        from leaf: CertificateFacts,
        through others: [CertificateFacts],
        to roots: CertificateStore,
        at date: Date
    ) async -> ChainVerdict {
        var verifier = Verifier(rootCertificates: roots) { RFC5280Policy(fixedExpiryValidationTime: date) }
        let result = await verifier.validate(leaf: leaf.certificate, intermediates: CertificateStore(others.map(\.certificate)))
        guard case .couldNotValidate(let failures) = result else { return .ok }
        for other in others {
            if let fault = validityFault(of: other, at: date) { return .failed(reason: fault) }
        }
        if let failure = failures.first { return .failed(reason: "the path is not acceptable: \(failure.policyFailureReason)") }
        return .failed(
            reason:
                "no path leads from \(leaf.subject) (issuer \(leaf.issuer)) to a trusted root through the \(others.count) other certificates"
        )
    }
}
