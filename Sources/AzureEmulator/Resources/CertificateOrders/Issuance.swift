import CertificateMaterial
import FoundationEssentials
import JSON

/// Making leaves and taking them back.
extension EmulatorState {
    /// A leaf from the order's request, good for as long as a leaf may be or until the paid term ends, whichever is sooner.
    mutating func issueLeaf(for order: inout Resource, _ rekey: PendingRekey? = nil) throws -> JSONObject {
        let request = try SigningRequest(text: order.properties["csr"]?.string ?? "")
        let start = now.wholeSeconds
        let termEnd = termEnd(of: order, rekey, from: start)
        var end = min(termEnd, start.addingTimeInterval(leafSeconds))
        if rekey?.keepsEnd == true { end = min(end, order.expiration ?? end) }
        order.hidden["termEnd"] = .string(RFC3339.text(termEnd))
        return try issueLeaf(for: &order, key: request.publicKey, notBefore: start, notAfter: end)
    }

    private func termEnd(of order: Resource, _ rekey: PendingRekey?, from start: Date) -> Date {
        let years = Double(order.properties["validityInYears"]?.int ?? 1)
        guard let known = order.date("termEnd") else { return start.addingTimeInterval(years * 365 * Self.daySeconds) }
        return rekey?.extendsTerm == true ? known.addingTimeInterval(365 * Self.daySeconds) : known
    }

    mutating func issueLeaf(
        for order: inout Resource,
        key: PublicKeyInfo,
        notBefore: Date,
        notAfter: Date
    ) throws -> JSONObject {
        let leaf = try authority.issueLeaf(
            publicKey: key,
            commonName: order.commonName,
            dnsNames: order.hidden["names"]?.array?.compactMap(\.string) ?? [order.commonName],
            notBefore: notBefore,
            notAfter: notAfter,
            isForClients: settings.leavesForClients,
            links: origin.authorityLinks
        )
        let chain = authority.chain(for: leaf, includingRoot: true)
        let details = certificateDetails(leaf)
        order.hidden["leaf"] = .string(leaf.pem)
        order.properties["signedCertificate"] = .object(details)
        if chain.count > 1 { order.properties["intermediate"] = .object(certificateDetails(chain[1])) }
        if chain.count > 2 { order.properties["root"] = .object(certificateDetails(chain[2])) }
        order.properties["serialNumber"] = .string(leaf.serialNumber)
        order.properties["lastCertificateIssuanceTime"] = .string(RFC3339.text(leaf.notBefore))
        order.properties["expirationTime"] = .string(RFC3339.text(leaf.notAfter))
        order.refreshNextAutoRenewal(settings)
        order.hidden["serials"] = .array((order.hidden["serials"]?.array ?? []) + [.string(leaf.serialNumber)])
        let warning = leaf.notAfter.addingTimeInterval(-Double(settings.expirationWarningDays) * Self.daySeconds)
        agenda.add(.expirationNear(id: order.id, serialNumber: leaf.serialNumber), at: max(warning, notBefore))
        agenda.add(.leafExpired(id: order.id, serialNumber: leaf.serialNumber), at: leaf.notAfter)
        return details
    }

    /// Takes one leaf of an order back, once.
    mutating func revoke(_ serialNumber: String, of order: inout Resource, trace: Trace) {
        guard revocations[serialNumber] == nil else { return }
        revocations[serialNumber] = now
        ledger.revocation(of: order, serialNumber: serialNumber, trace: trace, at: now)
        order.note("CertificateRevoked", at: now)
    }

    mutating func revokeLeaf(_ id: String, _ serialNumber: String) {
        guard var order = resources[id] else { return }
        revoke(serialNumber, of: &order, trace: order.trace)
        resources[id] = order
    }

    /// Takes back every leaf an order ever had that has not been taken back yet.
    mutating func revokeAll(of order: inout Resource, trace: Trace) {
        let leaves = order.hidden["serials"]?.array?.compactMap(\.string) ?? order.serialNumber.map { [$0] } ?? []
        for serialNumber in leaves { revoke(serialNumber, of: &order, trace: trace) }
    }

    mutating func revokeOrder(_ id: String, _ round: Int) {
        guard var order = resources[id], order.round == round, order.status == "Pendingrevocation" else { return }
        order.properties["status"] = "Revoked"
        revokeAll(of: &order, trace: order.trace)
        resources[id] = order
    }
}

extension Resource {
    /// An order that renews itself says when; one without auto-renew, without a term or at its end has no such day.
    mutating func refreshNextAutoRenewal(_ settings: EmulatorSettings) {
        guard properties["autoRenew"]?.bool == true, status != "Expired", status != "Denied", let end = date("termEnd") else {
            properties["nextAutoRenewalTimeStamp"] = nil
            return
        }
        var start = end.addingTimeInterval(-Double(settings.autoRenewDays) * EmulatorState.daySeconds)
        if settings.nextAutoRenewal == .leaf, let leafEnd = expiration, leafEnd < end {
            start = leafEnd.addingTimeInterval(-overlap(settings))
        }
        properties["nextAutoRenewalTimeStamp"] = .string(RFC3339.text(start))
    }

    /// How long before the end of the leaf there is the next one already.
    func overlap(_ settings: EmulatorSettings) -> TimeInterval {
        let most = Double(settings.overlapDays) * EmulatorState.daySeconds
        guard let end = expiration, let start = properties["lastCertificateIssuanceTime"]?.string.flatMap(RFC3339.date) else { return most }
        return min(most, max(0, end.timeIntervalSince(start)) * Double(settings.overlapPercent) / 100)
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
