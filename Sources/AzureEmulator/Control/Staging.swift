import CertificateMaterial
import FoundationEssentials
import JSON

/// Puts a scenario into the world. Nothing of it is a purchase, so the ledger stays as it is.
extension EmulatorState {
    mutating func stage(_ scenario: Scenario) throws(ServiceFailure) -> JSONValue {
        var staged = self
        staged.ensureGroup(scenario.resourceGroup)
        var ids: [JSONValue] = []
        do {
            for order in scenario.orders { ids.append(.string(try staged.stage(order, in: scenario.resourceGroup))) }
            if let fleet = scenario.fleet { try staged.stage(fleet, in: scenario.resourceGroup) }
        } catch let failure as ServiceFailure {
            throw failure
        } catch {
            throw .control("the scenario cannot be made: \(error)")
        }
        self = staged
        return ["orders": .array(ids), "fleet": .number(JSONNumber(scenario.fleet?.count ?? 0))]
    }

    private mutating func ensureGroup(_ name: String) {
        guard resources[groupID(name)] == nil else { return }
        resources[groupID(name)] = Resource(
            id: groupID(name),
            name: name,
            type: ResourceGroups.type,
            envelope: ["location": .string(Self.demoLocation)],
            properties: ["provisioningState": "Succeeded"]
        )
    }

    private func orderID(_ name: String, in group: String) -> String { "\(groupID(group))/providers/\(CertificateOrders.type)/\(name)" }

    /// An order as it looks after its purchase, with no leaf yet.
    private mutating func bareOrder(_ name: String, _ commonName: String, in group: String, autoRenew: Bool) -> Resource {
        let product = commonName.hasPrefix("*.") ? PurchaseRequest.products[1] : PurchaseRequest.products[0]
        var order = Resource(
            id: orderID(name, in: group),
            name: name,
            type: CertificateOrders.type,
            envelope: ["location": "Global", "systemData": systemData(by: tenant.client.appID, on: nil)],
            properties: [
                "distinguishedName": .string("CN=\(commonName)"), "validityInYears": 1, "keySize": 2048,
                "productType": .string(product), "autoRenew": .bool(autoRenew), "provisioningState": "Succeeded",
                "status": "Issued", "isPrivateKeyExternal": false,
                "domainVerificationToken": .string(random.alphanumeric(count: 14)),
            ]
        )
        order.hidden["round"] = .number(JSONNumber(nextNumber()))
        order.hidden["trace"] = Trace(correlationID: guid()).json
        return order
    }

    private mutating func stage(_ asked: Scenario.Order, in group: String) throws -> String {
        var order = bareOrder(asked.name, asked.commonName, in: group, autoRenew: asked.autoRenew)
        let placed = placed(asked)
        order.note("CertificateOrderCreated", at: placed)
        if case .object(var note)? = order.envelope["systemData"] {
            note["createdAt"] = .string(RFC3339.text(placed, milliseconds: true))
            order.envelope["systemData"] = .object(note)
        }
        let (csr, key) = try makeRequest(for: order, bits: 2048)
        order.properties["csr"] = .string(csr)
        order.hidden["key"] = .string(key)
        order.properties["status"] = .string(asked.status)
        let hadLeaf = Self.statusesWithLeaf.contains(asked.status)
        if hadLeaf { try giveLeaf(&order, asked) }
        if asked.status == "NotSubmitted" { order.properties["domainVerificationToken"] = nil }
        if ["Pendingissuance", "PendingRekey"].contains(asked.status) {
            order.hidden["names"] = nil
            if asked.status == "PendingRekey" { order.hidden["rekey"] = PendingRekey(key: key).json }
            mail(.approval, about: &order)
        }
        if asked.status == "Revoked" { revokeAll(of: &order, trace: order.trace) }
        resources[order.id] = order
        if order.hidden["names"] == nil, !hadLeaf { scheduleDeadline(of: order, days: settings.proofDeadlineDays) }
        if asked.status == "Pendingrevocation" {
            schedule(.orderRevoked(id: order.id, round: order.round), afterMilliseconds: settings.revocationMilliseconds)
        }
        if let vault = asked.vault { try store(order.id, in: vault, asked, group) }
        return order.id
    }

    /// When an order that has a leaf was bought: whole years before its term ends.
    private func placed(_ asked: Scenario.Order) -> Date {
        guard Self.statusesWithLeaf.contains(asked.status) else { return now }
        let issued = min(now, now.addingTimeInterval(asked.daysLeft * Self.daySeconds - leafSeconds))
        let end = now.addingTimeInterval(asked.termDaysLeft * Self.daySeconds)
        let year = 365 * Self.daySeconds
        return end.addingTimeInterval(-max(1, (end.timeIntervalSince(issued) / year).rounded(.up)) * year).wholeSeconds
    }

    private static let statusesWithLeaf = ["Issued", "Revoked", "Pendingrevocation", "PendingRekey", "Expired"]

    private mutating func giveLeaf(_ order: inout Resource, _ asked: Scenario.Order) throws {
        let end = now.addingTimeInterval(asked.daysLeft * Self.daySeconds).wholeSeconds
        let start = min(now.wholeSeconds, end.addingTimeInterval(-leafSeconds))
        let proven = asked.validatedDaysAgo.map { now.addingTimeInterval(-$0 * Self.daySeconds) } ?? max(start, now - leafSeconds)
        let names = order.isWildcard ? [order.commonName, order.domain] : [order.domain] + asked.hostNames
        order.hidden["names"] = .array(names.unique.map(JSONValue.string))
        order.hidden["validatedAt"] = .string(RFC3339.text(proven))
        order.hidden["termEnd"] = .string(RFC3339.text(now.addingTimeInterval(asked.termDaysLeft * Self.daySeconds)))
        order.note("DomainValidationComplete", at: proven)
        order.note("CertificateIssued", at: start)
        let request = try SigningRequest(text: order.properties["csr"]?.string ?? "")
        _ = try issueLeaf(for: &order, key: request.publicKey, notBefore: start, notAfter: end)
        if order.status == "Expired" { order.note("CertificateExpired", at: end) }
    }

    /// The link with its secret, and where a site is named the web certificate and the bindings, all in place at once.
    private mutating func store(_ order: String, in vaultName: String, _ asked: Scenario.Order, _ group: String) throws {
        let vault = ensureVault(vaultName, in: group)
        let secret = asked.secret ?? asked.name
        let pointer: JSONObject = ["keyVaultId": .string(vault), "keyVaultSecretName": .string(secret)]
        let note = systemData(by: tenant.client.appID, on: nil)
        try OrderCertificates.link(asked.name, of: order, envelope: ["location": "Global", "systemData": note], pointer, &self)
        writeLink("\(order)/certificates/\(asked.name)")
        guard let site = asked.site, resources["\(order)/certificates/\(asked.name)"]?.linkState == "Succeeded" else { return }
        let siteID = ensureSite(site, in: group)
        let location = resources[siteID]?.envelope["location"] ?? .string(Self.demoLocation)
        let certificate = try WebCertificates.importFromVault(asked.name, beside: siteID, location: location, pointer, &self)
        for host in asked.hostNames.isEmpty ? [resources[order]?.domain ?? ""] : asked.hostNames {
            zones["asuid.\(host)", .txt] = Zones.RecordSet(
                values: [resources[siteID]?.properties["customDomainVerificationId"]?.string ?? ""],
                ttlSeconds: 60
            )
            zones[host, .a] = Zones.RecordSet(values: [Sites.inboundAddress], ttlSeconds: 60)
            HostNameBindings.place(host, on: siteID, thumbprint: certificate, &self)
        }
    }

    private mutating func ensureVault(_ name: String, in group: String) -> String {
        if let known = resources.all(Vaults.type).first(where: { $0.name.lowercased() == name.lowercased() }) { return known.id }
        return seedVault(name, in: group)
    }

    private mutating func ensureSite(_ name: String, in group: String) -> String {
        if let known = resources.all(Sites.type).first(where: { $0.name.lowercased() == name.lowercased() }) { return known.id }
        let web = "\(groupID(group))/providers/Microsoft.Web"
        let plan = "\(web)/serverfarms/\(name)-plan"
        resources[plan] = Plans.make(id: plan, name: "\(name)-plan", location: Self.demoLocation, tier: "Basic", sku: "B1")
        let site = "\(web)/sites/\(name)"
        resources[site] = Sites.make(id: site, name: name, location: Self.demoLocation, plan: plan, httpsOnly: false)
        return site
    }
}

extension [String] {
    /// Without repetitions, in the order of first appearance.
    var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
