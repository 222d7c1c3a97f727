import CertificateMaterial
import FoundationEssentials
import JSON

/// What happens to an order by itself after the purchase: placed, proven, issued, or denied.
extension EmulatorState {
    private static let prices = ["StandardDomainValidatedSsl": 70, "StandardDomainValidatedWildCardSsl": 300]

    /// The order an event is about, nil when it is gone or was bought anew since.
    private func order(_ id: String, _ purchase: Int) -> Resource? {
        resources[id].flatMap { $0.purchase == purchase ? $0 : nil }
    }

    /// The purchase is placed: the token to prove the domain with is known, and for a managed order the key.
    mutating func submitOrder(_ id: String, _ purchase: Int) {
        guard var order = order(id, purchase) else { return }
        order.properties["provisioningState"] = "Succeeded"
        order.properties["status"] = "Pendingissuance"
        order.properties["domainVerificationToken"] = .string(random.alphanumeric(count: 14))
        if !order.isPrivateKeyExternal {
            do {
                let key = try takeKey(bits: order.properties["keySize"]?.int ?? 2048)
                order.properties["csr"] = .string(try SigningRequest.make(key: key, commonName: order.commonName).pem)
                order.hidden["key"] = .string(key.pem)
            } catch {
                order.properties["provisioningState"] = "Failed"
                order.properties["status"] = "Denied"
            }
        }
        order.mail("admin@\(order.domain)", at: now)
        resources[id] = order
        agenda.add(.proofDeadline(id: id, purchase: purchase), at: now.addingTimeInterval(Double(settings.proofDeadlineDays) * 86_400))
    }

    mutating func checkProof(_ id: String, _ purchase: Int) {
        guard var order = order(id, purchase), order.status == "Pendingissuance", order.hidden["names"] == nil else { return }
        guard let proof = domainProof(of: order) else { return }
        guard zones.allowIssuance(for: order.domain, wildcard: order.isWildcard) else {
            order.properties["status"] = "Denied"
            resources[id] = order
            return
        }
        order.hidden["names"] = .array(coveredNames(of: order, proof).map(JSONValue.string))
        order.note("DomainValidationComplete", at: now)
        resources[id] = order
        schedule(.orderIssued(id: id, purchase: purchase), afterMilliseconds: settings.issuanceMilliseconds)
    }

    mutating func issueOrder(_ id: String, _ purchase: Int) {
        guard var order = order(id, purchase), order.status == "Pendingissuance", let details = try? issueLeaf(for: &order) else { return }
        order.properties["status"] = "Issued"
        order.note("CertificateIssued", at: now)
        order.mail("admin@\(order.domain)", at: now)
        for _ in 0..<(order.hidden["unpaid"]?.int ?? 0) {
            let price = Self.prices[order.properties["productType"]?.string ?? ""] ?? 0
            ledger.charge(for: order, amount: price, trace: order.trace, at: now)
        }
        order.hidden["unpaid"] = 0
        ledger.issuance(of: order, details: details, trace: order.trace, at: now)
        resources[id] = order
        for link in resources.list(OrderCertificates.type, under: id) {
            schedule(.linkWritten(id: link.id), afterMilliseconds: settings.vaultLinkMilliseconds)
        }
    }

    /// A leaf from the order's own key, valid for the paid term or as long as a leaf may be, whichever is shorter.
    private mutating func issueLeaf(for order: inout Resource) throws -> JSONObject {
        let request = try SigningRequest(text: order.properties["csr"]?.string ?? "")
        let start = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))
        let years = Double(order.properties["validityInYears"]?.int ?? 1)
        let termEnd = start.addingTimeInterval(years * 365 * 86_400)
        let leaf = try authority.issueLeaf(
            publicKey: request.publicKey,
            commonName: order.commonName,
            dnsNames: order.hidden["names"]?.array?.compactMap(\.string) ?? [order.commonName],
            notBefore: start,
            notAfter: min(termEnd, start.addingTimeInterval(Double(settings.leafValidityDays) * 86_400))
        )
        let chain = authority.chain(for: leaf, includingRoot: true)
        let details = certificateDetails(leaf)
        order.hidden["termEnd"] = .string(RFC3339.text(termEnd))
        order.hidden["leaf"] = .string(leaf.pem)
        order.properties["signedCertificate"] = .object(details)
        if chain.count > 1 { order.properties["intermediate"] = .object(certificateDetails(chain[1])) }
        if chain.count > 2 { order.properties["root"] = .object(certificateDetails(chain[2])) }
        order.properties["serialNumber"] = .string(leaf.serialNumber)
        order.properties["lastCertificateIssuanceTime"] = .string(RFC3339.text(now))
        order.properties["expirationTime"] = .string(RFC3339.text(leaf.notAfter))
        order.refreshNextAutoRenewal()
        agenda.add(.leafExpired(id: order.id, serialNumber: leaf.serialNumber), at: leaf.notAfter)
        return details
    }

    mutating func denyUnproven(_ id: String, _ purchase: Int) {
        guard let order = order(id, purchase), order.status == "Pendingissuance", order.hidden["names"] == nil else { return }
        resources.update(id) { $0.properties["status"] = "Denied" }
    }

    mutating func expireOrder(_ id: String, _ serialNumber: String) {
        guard let order = resources[id], order.properties["serialNumber"]?.string == serialNumber, order.status == "Issued" else { return }
        resources.update(id) {
            $0.properties["status"] = "Expired"
            $0.note("CertificateExpired", at: now)
        }
    }
}

/// A certificate as the order shows it.
func certificateDetails(_ facts: CertificateFacts) -> JSONObject {
    [
        "version": 3, "serialNumber": .string(facts.serialNumber), "thumbprint": .string(facts.thumbprint),
        "subject": .string(facts.subject), "notBefore": .string(RFC3339.text(facts.notBefore)),
        "notAfter": .string(RFC3339.text(facts.notAfter)), "signatureAlgorithm": "sha256ECDSA", "issuer": .string(facts.issuer),
        "rawData": .string(Data(facts.der).base64EncodedString()),
    ]
}
