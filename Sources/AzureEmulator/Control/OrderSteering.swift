import FoundationEssentials
import JSON

/// `PATCH {control}/orders/{id or name}`: what only the authority or a person there can do to an order.
extension EmulatorState {
    static let orderStatuses = [
        "Pendingissuance", "Issued", "Revoked", "Canceled", "Denied", "Pendingrevocation", "PendingRekey", "Unused", "Expired",
        "NotSubmitted",
    ]
    static let orderActions = [
        "CertificateIssued", "CertificateOrderCanceled", "CertificateOrderCreated", "CertificateRevoked", "DomainValidationComplete",
        "FraudDetected", "OrgNameChange", "OrgValidationComplete", "SanDrop", "FraudCleared", "CertificateExpired",
        "CertificateExpirationWarning", "FraudDocumentationRequired", "Unknown",
    ]
    static let linkStates = [
        "Initialized", "WaitingOnCertificateOrder", "Succeeded", "CertificateOrderFailed", "OperationNotPermittedOnKeyVault",
        "AzureServiceUnauthorizedToAccessKeyVault", "KeyVaultDoesNotExist", "KeyVaultSecretDoesNotExist", "UnknownError",
        "ExternalPrivateKey", "Unknown",
    ]
    private static let provisioningStates = ["Succeeded", "Failed", "Canceled", "InProgress", "Deleting"]

    /// `status`, `action`, `provisioningState`, `links` (states by name), `validatedDaysAgo`; all or nothing.
    mutating func steerOrder(_ words: ArraySlice<String>, _ body: JSONObject) throws(ServiceFailure) -> JSONValue {
        guard let found = findOrder(words) else {
            throw .control("no order has the id or name '\(words.joined(separator: "/"))', or several have the name", status: 404)
        }
        var changed = self
        for (name, value) in body { try changed.steer(found.id, name, value) }
        self = changed
        return resources[found.id].map { document(of: $0) } ?? nil
    }

    /// By whole id, or by a name that only one order has.
    private func findOrder(_ words: ArraySlice<String>) -> Resource? {
        if words.count > 1 { return resources["/" + words.joined(separator: "/")] }
        let named = resources.all(CertificateOrders.type).filter { $0.name.lowercased() == words.first?.lowercased() }
        return named.count == 1 ? named.first : nil
    }

    private mutating func steer(_ id: String, _ name: String, _ value: JSONValue) throws(ServiceFailure) {
        switch name {
        case "status": setStatus(id, try word(value, of: Self.orderStatuses, name))
        case "action":
            let action = try word(value, of: Self.orderActions, name)
            resources.update(id) { $0.note(action, at: now) }
        case "provisioningState":
            let state = try word(value, of: Self.provisioningStates, name)
            resources.update(id) { $0.properties["provisioningState"] = .string(state) }
        case "links":
            for (link, state) in value.object ?? [:] {
                let state = try word(state, of: Self.linkStates, "links.\(link)")
                guard resources["\(id)/certificates/\(link)"] != nil else { throw .control("the order has no link '\(link)'", status: 404) }
                resources.update("\(id)/certificates/\(link)") { $0.properties["provisioningState"] = .string(state) }
            }
        case "validatedDaysAgo":
            guard let days = value.double, (0...10_000).contains(days) else { throw .control("validatedDaysAgo must be a number from 0") }
            let date = RFC3339.text(now.addingTimeInterval(-days * Self.daySeconds))
            resources.update(id) { $0.hidden["validatedAt"] = .string(date) }
        default:
            throw .control("an order has status, action, provisioningState, links and validatedDaysAgo here, not '\(name)'")
        }
    }

    private func word(_ value: JSONValue, of words: [String], _ name: String) throws(ServiceFailure) -> String {
        guard let word = words.first(where: { $0.lowercased() == value.string?.lowercased() }) else {
            throw .control("\(name) must be one of \(words.joined(separator: ", "))")
        }
        return word
    }

    /// Sets the status with what comes with it: leaves taken back, links failed, events of an unfinished round dropped.
    private mutating func setStatus(_ id: String, _ status: String) {
        guard var order = resources[id] else { return }
        order.properties["status"] = .string(status)
        order.hidden["round"] = .number(JSONNumber(nextNumber()))
        switch status {
        case "Pendingrevocation":
            schedule(.orderRevoked(id: id, round: order.round), afterMilliseconds: settings.revocationMilliseconds)
        case "Revoked": revokeAll(of: &order, trace: order.trace)
        case "Canceled": order.note("CertificateOrderCanceled", at: now)
        case "Expired": order.note("CertificateExpired", at: now)
        case "Pendingissuance", "PendingRekey": order.hidden["names"] = nil
        default: break
        }
        order.refreshNextAutoRenewal(settings)
        resources[id] = order
        guard ["Revoked", "Canceled", "Denied"].contains(status) else { return }
        for link in resources.list(OrderCertificates.type, under: id) { schedule(.linkWritten(id: link.id), afterMilliseconds: 0) }
    }
}
