import AppServiceCertificates
import AzureCore
import AzureResources
import CertificateMaterial
import DNS
import FoundationEssentials
import JSON
import KeyVault

extension Provision {
    package func observe(_ run: Run) async throws -> ProvisionObservation {
        var seen = ProvisionObservation()
        seen.order = try await existingOrder()
        guard let order = seen.order else { return seen }
        guard order.status == .issued else {
            seen.proofIsVisible = try await proofIsVisible(order)
            return seen
        }
        seen.link = try await found {
            try await world.orderCertificates.get(resourceGroup: input.resourceGroup, order: input.name, name: input.name)
        }
        guard seen.link?.progress == .succeeded else { return seen }
        seen.secret = try await storedSecret(leaf: order.signedCertificate?.thumbprint)
        guard let site = input.site, seen.secret?.thumbprint != nil else { return seen }
        try await observe(site, order, into: &seen)
        return seen
    }

    func existingOrder() async throws -> CertificateOrder? {
        try await found { try await world.orders.get(resourceGroup: input.resourceGroup, name: input.name) }
    }

    private func proofIsVisible(_ order: CertificateOrder) async throws -> Bool {
        guard let token = order.domainVerificationToken, !token.isEmpty else { return false }
        return try await DNSRecord.proof(domain: input.domain, token: token).isVisible(to: world.resolver)
    }

    private func storedSecret(leaf: String?) async throws -> StoredSecret? {
        let vault = try await world.vaults.get(resourceGroup: input.vault.resourceGroup ?? "", name: input.vault.name)
        guard let address = vault.vaultUri else { return nil }
        guard let bundle = try await found({ try await world.secrets(address).get(name: input.secretName, version: nil) }) else {
            return nil
        }
        return StoredSecret(bundle)
    }

    private func observe(_ siteID: ResourceID, _ order: CertificateOrder, into seen: inout ProvisionObservation) async throws {
        let place = try await place(of: siteID)
        let leaf = order.signedCertificate?.thumbprint ?? ""
        seen.webCertificate = try await webCertificate(leaf, place)
        guard seen.webCertificate?.thumbprint?.caseInsensitiveEquals(leaf) == true else { return }
        for host in input.hostNames {
            seen.bindings[host] = try await found {
                try await world.hostNameBindings.get(resourceGroup: siteID.resourceGroup ?? "", site: siteID.name, hostName: host)
            }
            if seen.bindings[host] == nil { seen.missingRecords += try await missingRecords(for: host, place.site) }
        }
        guard input.hostNames.allSatisfy({ seen.bindings[$0]?.serves(leaf) == true }) else { return }
        let now = try await world.clock.now()
        for host in input.hostNames { seen.served[host] = await world.wire.served(host, at: now) }
    }

    /// The copy of the order's name, or one of another name that is the same certificate already: a thumbprint exists once for each
    /// group and region, so importing it again would be refused.
    private func webCertificate(_ leaf: String, _ place: SitePlace) async throws -> WebCertificate? {
        let own = try await found { try await world.webCertificates.get(resourceGroup: place.resourceGroup, name: input.name) }
        if own?.thumbprint?.caseInsensitiveEquals(leaf) == true { return own }
        for try await other in world.webCertificates.list(resourceGroup: place.resourceGroup)
        where other.thumbprint?.caseInsensitiveEquals(leaf) == true && other.location.isRegion(place.plan.location) { return other }
        return own
    }

    /// The records that let App Service accept a host name, as far as resolvers do not answer with them yet.
    private func missingRecords(for host: String, _ site: Site) async throws -> [DNSRecord] {
        var missing: [DNSRecord] = []
        for record in HostMapping.records(for: host, site: site) where try await !record.isVisible(to: world.resolver) {
            missing.append(record)
        }
        return missing
    }
}

extension StoredSecret {
    /// Opens the stored PFX as App Service will, so that a bad one is found here and named.
    init(_ bundle: SecretBundle) {
        let value = bundle.value.reveal()
        func bad(_ defect: String, _ thumbprint: String? = nil) -> StoredSecret {
            StoredSecret(id: bundle.id, thumbprint: thumbprint, defect: defect)
        }
        guard !value.isEmpty else {
            self = StoredSecret(id: bundle.id, thumbprint: nil)
            return
        }
        guard bundle.contentType?.lowercased() == "application/x-pkcs12" else {
            self = bad("its content type is '\(bundle.contentType ?? "")', not application/x-pkcs12")
            return
        }
        guard let bytes = Data(base64Encoded: value), let file = try? PKCS12(bytes: Array(bytes)), let leaf = file.chain.first else {
            self = bad("it is not a PKCS#12 file without a password")
            return
        }
        self =
            file.keyMatchesLeaf
            ? StoredSecret(id: bundle.id, thumbprint: leaf.thumbprint)
            : bad("its private key does not belong to its certificate", leaf.thumbprint)
    }
}

extension String {
    /// Regions are written with and without spaces, in any casing.
    fileprivate func isRegion(_ other: String) -> Bool {
        lowercased().filter { $0 != " " } == other.lowercased().filter { $0 != " " }
    }
}

/// Where a site's certificates live: in the group and region of its plan.
struct SitePlace: Sendable {
    let site: Site
    let plan: Plan
    let planID: ResourceID
    var resourceGroup: String { planID.resourceGroup ?? "" }
}

extension Provision {
    func place(of siteID: ResourceID) async throws -> SitePlace {
        let site = try await world.sites.get(resourceGroup: siteID.resourceGroup ?? "", name: siteID.name)
        guard let planID = site.serverFarmId else {
            throw Problem(
                .precondition,
                "The site \(siteID.name) names no App Service plan.",
                why: "its serverFarmId is missing",
                nextStep: "Look at it: az webapp show --ids \(siteID)"
            )
        }
        return SitePlace(site: site, plan: try await world.plans.get(id: planID), planID: planID)
    }
}

extension Wire {
    /// One handshake, as a value: a host that cannot be reached is an observation, not an error.
    package func served(_ hostName: String, port: Int = 443, at date: Date) async -> Served {
        do {
            let report = try await probe(hostName, port: port, at: date)
            return Served(hostName: hostName, serialNumber: report.chain.first?.serialNumber, fault: report.verdict.reason)
        } catch {
            return Served(hostName: hostName, serialNumber: nil, fault: "\(error)")
        }
    }
}

/// The value of a read, or nil when the service says there is no such thing.
func found<Value>(_ read: () async throws -> Value) async throws -> Value? {
    do {
        return try await read()
    } catch let error as AzureError where error.code == .notFound {
        return nil
    }
}

extension Provision {
    /// Whether there is an order of that name already, so that nothing will be bought.
    package var orderExists: Bool {
        get async throws { try await existingOrder() != nil }
    }
}
