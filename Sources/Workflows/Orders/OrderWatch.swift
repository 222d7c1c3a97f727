import AppServiceCertificates
import AzureCore
import AzureResources
import CertificateMaterial
import DNS
import FoundationEssentials
import JSON
import KeyVault

/// Takes looks at one order and the places its leaf has to reach.
package struct OrderWatch: Sendable {
    let world: World
    let order: ResourceID

    package init(world: World, order: ResourceID) {
        self.world = world
        self.order = order
    }

    /// - Parameters:
    ///   - domain: whose proof is looked for while the order waits for it.
    ///   - rollout: the places to look at, once there is a leaf for them.
    func take(domain: String, rollout: () async throws -> Rollout) async throws -> OrderObservation {
        var seen = OrderObservation()
        let writes = OrderWrites(world: world, order: order)
        seen.order = try await writes.current()
        seen.sealedKeys = try await writes.keys.all()
        seen.publisher = world.records.automatic
        guard let order = seen.order else { return seen }
        if order.status == .issued {
            try await look(order, try await rollout(), into: &seen)
        } else {
            await lookAtProof(order, domain, into: &seen)
        }
        return seen
    }

    /// The order's private keys that are sealed here, opening none.
    package func sealedKeys() async throws -> [SealedKey] {
        try await OrderWrites(world: world, order: order).keys.all()
    }

    /// What the proof of a domain rests on. Servers that cannot be asked are part of what is seen.
    func lookAtProof(_ order: CertificateOrder, _ domain: String, into seen: inout OrderObservation) async {
        guard let token = order.domainVerificationToken, !token.isEmpty else { return }
        let record = DNSRecord.proof(domain: domain, token: token)
        async let walk = try? CAAWalk.run(domain, with: world.resolver)
        let proof = await Propagation.of(record.value, at: record.name, world.resolver, world.nameServers)
        seen.proof = proof
        seen.proofIsVisible = proof.isComplete
        seen.authorisation = await walk.map { CAARule.finding($0, domain: domain) }
    }

    /// What the order's history tells: the service asks for it by a POST, so it is read only where it decides something.
    package func history() async throws -> OrderHistory {
        let actions = try await world.orders.actions(resourceGroup: order.resourceGroup ?? "", name: order.name)
        func dates(_ type: OrderActionType) -> [Date] { actions.filter { $0.actionType == type }.compactMap(\.createdAt) }
        let proofs = dates(.domainValidationComplete)
        return OrderHistory(
            created: dates(.orderCreated).max() ?? dates(.certificateIssued).min(),
            provenAt: proofs.max(),
            proofs: proofs.count
        )
    }

    private func look(_ order: CertificateOrder, _ rollout: Rollout, into seen: inout OrderObservation) async throws {
        seen.rollout = rollout
        guard let leaf = Leaf(order) else { return }
        if seen.keyHolder == .elsewhere { return try await watch(rollout, into: &seen) }
        if let place = rollout.link, seen.keyHolder == .sealed {
            seen.secret = try await storedSecret(place)
            guard seen.secret?.thumbprint?.caseInsensitiveEquals(leaf.thumbprint) == true else { return }
        } else if let place = rollout.link {
            seen.link = try await found {
                try await world.orderCertificates.get(
                    resourceGroup: self.order.resourceGroup ?? "",
                    order: self.order.name,
                    name: place.link
                )
            }
            guard seen.link?.progress == .succeeded else { return }
            seen.secret = try await storedSecret(place)
            guard seen.secret?.thumbprint != nil else { return }
        }
        try await look(leaf, rollout, into: &seen)
    }

    /// Nothing can be brought anywhere without the key, so it is only asked who serves the leaf already.
    private func watch(_ rollout: Rollout, into seen: inout OrderObservation) async throws {
        let now = try await world.clock.now()
        for host in rollout.allHosts { seen.served[host] = await world.wire.served(host, at: now) }
    }

    /// Imports before bindings before handshakes: each is worth a look only when the one before it is there.
    private func look(_ leaf: Leaf, _ rollout: Rollout, into seen: inout OrderObservation) async throws {
        for place in rollout.imports {
            seen.webCertificates[place.certificate] = try await webCertificate(leaf, place)
        }
        guard rollout.imports.allSatisfy({ seen.webCertificates[$0.certificate].holds(leaf) }) else { return }
        for host in rollout.hosts {
            seen.bindings[host.hostName] = try await found {
                try await world.hostNameBindings.get(
                    resourceGroup: host.site.resourceGroup ?? "",
                    site: host.siteName,
                    slot: host.slot,
                    hostName: host.hostName
                )
            }
            if seen.bindings[host.hostName] == nil { seen.missingRecords += try await missingRecords(for: host) }
        }
        guard rollout.hosts.allSatisfy({ seen.bindings[$0.hostName]?.serves(leaf.thumbprint) == true }) else { return }
        let now = try await world.clock.now()
        for host in rollout.hosts { seen.served[host.hostName] = await world.wire.served(host.hostName, at: now) }
    }

    /// The copy of that name, or one of another name that is the same certificate already: a thumbprint exists once for each group
    /// and region, so importing it again would be refused.
    private func webCertificate(_ leaf: Leaf, _ place: ImportPlace) async throws -> WebCertificate? {
        let group = place.certificate.resourceGroup ?? ""
        let own = try await found { try await world.webCertificates.get(resourceGroup: group, name: place.certificate.name) }
        if own.holds(leaf) { return own }
        for try await other in world.webCertificates.list(resourceGroup: group)
        where Optional(other).holds(leaf) && other.location.isRegion(place.location) { return other }
        return own
    }

    private func storedSecret(_ place: VaultPlace) async throws -> StoredSecret? {
        let vault = try await world.vaults.get(resourceGroup: place.vault.resourceGroup ?? "", name: place.vault.name)
        guard let address = vault.vaultUri else { return nil }
        guard let bundle = try await found({ try await world.secrets(address).get(name: place.secret, version: nil) }) else { return nil }
        return StoredSecret(bundle)
    }

    /// The records that let App Service accept a host name, as far as resolvers do not answer with them yet.
    private func missingRecords(for host: HostPlace) async throws -> [DNSRecord] {
        let site = try await world.site(host.site)
        var missing: [DNSRecord] = []
        for record in HostMapping.records(for: host.hostName, site: site) where try await !record.isVisible(to: world.resolver) {
            missing.append(record)
        }
        return missing
    }
}

extension StoredSecret {
    static let contentType = "application/x-pkcs12"

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
        guard bundle.contentType?.lowercased() == Self.contentType else {
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

extension WebCertificate? {
    func holds(_ leaf: Leaf) -> Bool { self?.thumbprint?.caseInsensitiveEquals(leaf.thumbprint) == true }
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
