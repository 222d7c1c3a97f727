import AppServiceCertificates
import CertificateMaterial
import FoundationEssentials

/// What findings need of a leaf.
package struct LeafFacts: Sendable, Hashable {
    package let names: [String]
    package let issuer: String
    /// Dotted identifiers of the extended key usage; empty when nothing is restricted.
    package let usages: [String]

    package init(names: [String], issuer: String, usages: [String]) {
        self.names = names
        self.issuer = issuer
        self.usages = usages
    }

    static let clientAuthentication = "1.3.6.1.5.5.7.3.2"

    /// Tools write the parts of a name in either order and space them as they like.
    static func sameIssuer(_ left: String, _ right: String) -> Bool {
        func parts(_ name: String) -> Set<String> {
            Set(name.lowercased().split(separator: ",").map { $0.filter { !" \"\\".contains($0) } })
        }
        return parts(left) == parts(right)
    }
}

extension CertificateOrder {
    /// The leaf the order carries; nil before the first issuance, or when it cannot be read.
    var leaf: LeafFacts? {
        guard let text = signedCertificate?.rawData, let der = Data(base64Encoded: text), let facts = try? CertificateFacts(der: Array(der))
        else { return nil }
        return LeafFacts(names: facts.dnsNames, issuer: facts.issuer, usages: facts.extendedKeyUsages)
    }
}
