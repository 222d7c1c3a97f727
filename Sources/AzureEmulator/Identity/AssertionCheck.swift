import CertificateMaterial
import FoundationEssentials
import JSON

/// Decides whether an assertion proves an application: one it signed itself with a registered certificate, or one that another
/// identity provider signed for a registered subject. It may be used again until it ends, as Microsoft's libraries do.
struct AssertionCheck {
    let client: Tenant.Principal
    let proofs: ApplicationProofs
    /// By issuer.
    let issuerKeys: [String: IssuerKeys]
    /// What the application's own assertions may be addressed to.
    let audiences: [String]

    func check(_ assertion: Assertion, real: Date) throws(IdentityFailure) {
        let speakers = [assertion.issuer.lowercased(), assertion.subject.lowercased()]
        if speakers.contains(client.appID) || speakers[0] == speakers[1] {
            try checkOwn(assertion, real)
        } else {
            try checkFederated(assertion, real)
        }
    }

    private func checkOwn(_ assertion: Assertion, _ real: Date) throws(IdentityFailure) {
        guard assertion.issuer.lowercased() == client.appID, assertion.subject.lowercased() == client.appID else {
            throw .unproven(
                700_021,
                "Client assertion is of '\(assertion.issuer)' for '\(assertion.subject)'; both must be the client_id '\(client.appID)'."
            )
        }
        guard let certificate = proofs.certificates.first(where: { $0.isNamed(by: assertion.header) }) else {
            throw invalidSignature("The key was not found.", thumbprint(assertion.header))
        }
        guard assertion.isSigned(by: certificate.key) else {
            throw invalidSignature("Key was found, but use of the key to verify the signature failed.", certificate.facts.thumbprint)
        }
        guard certificate.facts.notAfter > real, certificate.facts.notBefore <= real else {
            throw invalidSignature("The key used is expired.", certificate.facts.thumbprint)
        }
        guard assertion.audiences.contains(where: audiences.contains) else {
            let asked = assertion.audiences.joined(separator: ", ")
            throw .unproven(700_023, "Client assertion audience claim '\(asked)' does not match. Expected one of \(audiences).")
        }
        try assertion.checkTime(real)
    }

    private func checkFederated(_ assertion: Assertion, _ real: Date) throws(IdentityFailure) {
        let mismatch = "No matching federated identity record found for presented assertion"
        let advice = "Compare issuer, subject and audience of the application's federated credentials with the assertion."
        guard !proofs.federated.isEmpty else {
            throw .unproven(70_021, "\(mismatch) of issuer '\(assertion.issuer)' and subject '\(assertion.subject)'. \(advice)")
        }
        let ofIssuer = proofs.federated.filter { $0.issuer == assertion.issuer }
        guard !ofIssuer.isEmpty else { throw .unproven(700_211, "\(mismatch) issuer '\(assertion.issuer)'. \(advice)") }
        let ofSubject = ofIssuer.filter { $0.subject == assertion.subject }
        guard !ofSubject.isEmpty else { throw .unproven(700_213, "\(mismatch) subject '\(assertion.subject)'. \(advice)") }
        guard ofSubject.contains(where: { !Set($0.audiences).isDisjoint(with: assertion.audiences) }) else {
            let asked = assertion.audiences.joined(separator: ", ")
            throw .unproven(700_212, "\(mismatch) audience '\(asked)'. \(advice)")
        }
        let name = assertion.header["kid"]?.string
        guard let key = issuerKeys[assertion.issuer]?.key(named: name) else {
            throw .unproven(
                7_000_272,
                "The key '\(name ?? "")' that signed the federated credential is not among the keys of identity provider \(assertion.issuer)."
            )
        }
        guard assertion.isSigned(by: key) else {
            throw invalidSignature("Key was found, but use of the key to verify the signature failed.", name ?? "")
        }
        try assertion.checkTime(real)
    }

    private func invalidSignature(_ reason: String, _ key: String) -> IdentityFailure {
        .unproven(
            700_027,
            "Client assertion contains an invalid signature. [Reason - \(reason), Thumbprint of key used by client: '\(key)', "
                + "app '\(client.appID)' has \(proofs.certificates.count) registered certificates]"
        )
    }

    /// What the header names, in the hexadecimal that portals show.
    private func thumbprint(_ header: JSONValue) -> String {
        let name = header["x5t"]?.string ?? header["x5t#S256"]?.string ?? ""
        return fromBase64URL(name).map { $0.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }.joined() }
            ?? ""
    }
}
