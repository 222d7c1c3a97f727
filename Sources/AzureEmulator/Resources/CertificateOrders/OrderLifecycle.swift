import CertificateMaterial
import FoundationEssentials
import JSON

/// What happens to an order by itself after a purchase, a renewal or a reissue: placed, proven, issued, or denied.
extension EmulatorState {
    private static let awaitingIssuance = ["Pendingissuance", "PendingRekey"]

    /// The order an event is about, nil when it is gone or another round has begun since.
    private func order(_ id: String, _ round: Int) -> Resource? {
        resources[id].flatMap { $0.round == round ? $0 : nil }
    }

    /// The purchase is placed: the token to prove the domain with is known, and for a managed order the key.
    mutating func submitOrder(_ id: String, _ round: Int) {
        guard var order = order(id, round) else { return }
        order.properties["provisioningState"] = "Succeeded"
        order.properties["status"] = "Pendingissuance"
        order.properties["domainVerificationToken"] = .string(random.alphanumeric(count: 14))
        if !order.isPrivateKeyExternal {
            do {
                let (csr, key) = try makeRequest(for: order, bits: order.properties["keySize"]?.int ?? 2048)
                order.properties["csr"] = .string(csr)
                order.hidden["key"] = .string(key)
            } catch {
                order.properties["provisioningState"] = "Failed"
                order.properties["status"] = "Denied"
            }
        }
        mail(.approval, about: &order)
        resources[id] = order
        scheduleDeadline(of: order, days: settings.proofDeadlineDays)
    }

    /// A new key in the service's hands and the request it signed.
    mutating func makeRequest(for order: Resource, bits: Int) throws -> (csr: String, key: String) {
        let key = try takeKey(bits: bits)
        return (try SigningRequest.make(key: key, commonName: order.commonName).pem, key.pem)
    }

    mutating func scheduleDeadline(of order: Resource, days: Int) {
        agenda.add(.proofDeadline(id: order.id, round: order.round), at: now.addingTimeInterval(Double(days) * Self.daySeconds))
    }

    /// Looks for the proof. On an order that is issued it makes the proof younger, so that the next leaf need not wait for one.
    mutating func checkProof(_ id: String, _ round: Int) {
        guard var order = order(id, round), order.status == "Issued" || Self.awaitingIssuance.contains(order.status) else { return }
        let waits = order.status != "Issued"
        if waits, order.hidden["names"] != nil { return }
        guard let proof = domainProof(of: order) else { return }
        guard zones.allowIssuance(for: order.domain, wildcard: order.isWildcard) else {
            if waits { deny(&order) }
            resources[id] = order
            return
        }
        let names = coveredNames(of: order, proof).map(JSONValue.string)
        let before = order.hidden["names"]?.array ?? order.hidden["lastNames"]?.array ?? []
        if before.contains(where: { !names.contains($0) }) { order.note("SanDrop", at: now) }
        order.hidden["names"] = .array(names)
        order.hidden["validatedAt"] = .string(RFC3339.text(now))
        order.note("DomainValidationComplete", at: now)
        resources[id] = order
        if waits { schedule(.orderIssued(id: id, round: round), afterMilliseconds: settings.issuanceMilliseconds) }
    }

    mutating func issueOrder(_ id: String, _ round: Int) {
        guard var order = order(id, round), Self.awaitingIssuance.contains(order.status) else { return }
        let replaced = order.serialNumber
        let rekey = PendingRekey(json: order.hidden["rekey"])
        rekey?.complete(&order)
        guard let details = try? issueLeaf(for: &order, rekey) else { return }
        order.properties["status"] = "Issued"
        order.note("CertificateIssued", at: now)
        mail(.issuance, about: &order)
        charge(&order)
        ledger.issuance(of: order, details: details, trace: order.trace, at: now)
        resources[id] = order
        if let replaced, let hours = rekey?.revokeAfterHours {
            agenda.add(.leafRevoked(id: id, serialNumber: replaced), at: now.addingTimeInterval(Double(hours) * 3600))
        }
        for link in resources.list(OrderCertificates.type, under: id) {
            schedule(.linkWritten(id: link.id), afterMilliseconds: settings.vaultLinkMilliseconds)
        }
    }

    private mutating func charge(_ order: inout Resource) {
        let price = order.isWildcard ? 300 : 70
        for _ in 0..<order.unpaid { ledger.charge(for: order, amount: price, trace: order.trace, at: now) }
        order.hidden["unpaid"] = 0
    }

    /// Nothing is charged for what was denied; an earlier leaf stays good until its own end.
    private mutating func deny(_ order: inout Resource) {
        order.properties["status"] = "Denied"
        order.hidden["unpaid"] = 0
        order.hidden["rekey"] = nil
        order.refreshNextAutoRenewal(settings)
    }

    mutating func denyUnproven(_ id: String, _ round: Int) {
        guard var order = order(id, round), Self.awaitingIssuance.contains(order.status), order.hidden["names"] == nil else { return }
        deny(&order)
        resources[id] = order
    }

    mutating func expireOrder(_ id: String, _ serialNumber: String) {
        guard var order = resources[id], order.serialNumber == serialNumber else { return }
        guard order.status == "Issued" || Self.awaitingIssuance.contains(order.status) else { return }
        order.properties["status"] = "Expired"
        order.hidden["unpaid"] = 0
        order.note("CertificateExpired", at: now)
        order.refreshNextAutoRenewal(settings)
        resources[id] = order
    }

    mutating func warnOfExpiration(_ id: String, _ serialNumber: String) {
        guard let order = resources[id], order.serialNumber == serialNumber, order.status == "Issued" else { return }
        resources.update(id) { $0.note("CertificateExpirationWarning", at: now) }
    }
}
