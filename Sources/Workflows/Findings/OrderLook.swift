import AppServiceCertificates
import AzureCore
import AzureResources
import DNS
import FoundationEssentials
import KeyVault

/// Takes the look at an order that its findings are drawn from. It only reads, and what may not or cannot be read is noted and left
/// out, so that one closed door hides nothing else.
package struct OrderLook: Sendable {
    let world: World

    package init(_ world: World) {
        self.world = world
    }

    /// What the orders of a subscription share, read once for all of them.
    package struct Surroundings: Sendable {
        var certificates: [WebCertificate] = []
        var hosts: [BoundHost] = []
        let vaults = VaultLooks()
        package var unread: [Finding] = []
    }

    /// How much of an order is looked at.
    package enum Extent: Sendable, Hashable {
        case everything
        /// Only the way from the order to the wire, and its history where that is wanted: a look that thousands can have.
        case delivery(history: Bool)

        var hasHistory: Bool { self != .delivery(history: false) }
    }

    package func surroundings() async -> Surroundings {
        var reader = Reader()
        var around = Surroundings()
        around.certificates = await reader.read("web certificates") { try await world.webCertificates.list().all() } ?? []
        let sites = await reader.read("sites") { try await world.sites.list().all() } ?? []
        let groups = Set(around.certificates.compactMap { $0.id?.resourceGroup?.lowercased() })
        let slots =
            await reader.read("slots") { try await world.deploymentSlots(of: sites, besideCertificatesIn: groups) } ?? []
        around.hosts = (sites + slots).flatMap(BoundHost.all)
        around.unread = reader.unread
        return around
    }

    /// - Parameters:
    ///   - wanted: Host names somebody asked for.
    ///   - asking: Host names to shake hands with beside those that are bound.
    package func callAsFunction(
        _ order: CertificateOrder,
        wanted: [String] = [],
        asking: [String] = [],
        _ around: Surroundings,
        extent: Extent = .everything
    ) async throws -> OrderSight {
        var sight = OrderSight(order: order, now: try await world.clock.now())
        var reader = Reader()
        let (group, name) = (sight.resourceGroup, sight.name)
        if extent.hasHistory {
            sight.history = await reader.read("history") { try await world.orders.actions(resourceGroup: group, name: name) }
        }
        if extent == .everything { await lookAtDomain(order, &sight, &reader) }
        let keys = await reader.read("sealed keys") { try await SealedKeys(custody: world.custody, order: writtenID(order)).all() } ?? []
        sight.keyHolder = order.keyHolder(keys)
        for (name, link) in order.links(keys).sorted(by: { $0.key < $1.key }).prefix(Self.mostLinks) {
            sight.stores.append(await store(name, link, sight.keyHolder, around.vaults, &reader))
        }
        connect(&sight, wanted, around)
        await handshakes(&sight, asking)
        if extent == .everything, let id = order.id {
            sight.locks = await reader.read("locks") { try await world.locks.list(scope: id).all() } ?? []
        }
        sight.unread = around.unread + reader.unread
        return sight
    }

    private func lookAtDomain(_ order: CertificateOrder, _ sight: inout OrderSight, _ reader: inout Reader) async {
        if sight.awaitsProof, let record = order.proofRecord {
            sight.proof = await reader.read("domain proof") { try await proof(record, of: order) }
        }
        guard !sight.isOver, !sight.bareDomain.isEmpty else { return }
        sight.authorisation = await reader.read("CAA") { [domain = sight.bareDomain] in try await CAAWalk.run(domain, with: world.resolver)
        }
    }

    private static let mostLinks = 5
    private static let mostHosts = 20

    /// Web certificates that come from one of the order's secrets or are its leaf, and the hosts bound to one of them or asked for.
    private func connect(_ sight: inout OrderSight, _ wanted: [String], _ around: Surroundings) {
        let leaf = sight.thumbprint?.lowercased()
        let links = sight.stores.map(\.link)
        let copies = around.certificates.filter { certificate in
            if let leaf, certificate.thumbprint?.lowercased() == leaf { return true }
            return links.contains { link in
                link.keyVaultId != nil && link.keyVaultId == certificate.keyVaultId
                    && certificate.keyVaultSecretName.map { link.keyVaultSecretName?.caseInsensitiveEquals($0) == true } ?? false
            }
        }
        sight.imports = copies.map(ImportSight.init)
        let thumbprints = Set(copies.compactMap { $0.thumbprint?.lowercased() } + [leaf].compactMap(\.self))
        let asked = Set(wanted.map { $0.lowercased() })
        sight.bindings = around.hosts.filter { host in
            asked.contains(host.hostName) || host.thumbprint.map { thumbprints.contains($0.lowercased()) } ?? false
        }
        sight.wantedHosts = Array(asked.union(sight.bindings.map(\.hostName))).sorted()
    }

    private func handshakes(_ sight: inout OrderSight, _ more: [String]) async {
        let bound = sight.bindings.filter { $0.thumbprint != nil }.map(\.hostName)
        let hosts = (bound + Set(more).subtracting(bound).sorted()).prefix(Self.mostHosts)
        let now = sight.now
        let seen = await withTaskGroup(of: Served.self) { group in
            for host in hosts { group.addTask { await world.wire.served(host, at: now) } }
            var seen: [Served] = []
            for await served in group { seen.append(served) }
            return seen
        }
        for served in seen { sight.served[served.hostName] = served }
    }
}

extension OrderLook {
    /// Where the token stands: at its own name, and only if it is not there, where people put it by mistake.
    private func proof(_ record: DNSRecord, of order: CertificateOrder) async throws -> ProofSight {
        var sight = ProofSight(record: record)
        if try await record.isVisible(to: world.resolver) {
            sight.foundAt = [record.name]
            return sight
        }
        sight.foundAt = await withTaskGroup(of: String?.self) { group in
            for name in ProofSight.misplacements(of: record, domain: order.commonName) {
                group.addTask {
                    // A guess that cannot be looked up is no finding.
                    (try? await world.resolver.txt(name).contains(record.value)) == true ? name : nil
                }
            }
            var names: Set<String> = []
            for await name in group { if let name { names.insert(name) } }
            return names
        }
        if order.productType != .wildcard { sight.page = await world.pages?.look(order.commonName, token: record.value) }
        return sight
    }

    private func writtenID(_ order: CertificateOrder) -> ResourceID { order.id ?? .subscription(world.subscriptionId) }

    private func store(_ name: String, _ link: KeyVaultLink, _ holder: KeyHolder, _ vaults: VaultLooks, _ reader: inout Reader) async
        -> StoreSight
    {
        var store = StoreSight(name: name, link: link)
        guard let id = link.keyVaultId else { return store }
        guard id.subscriptionId?.caseInsensitiveEquals(world.subscriptionId) == true else {
            store.rights = [VaultRules.elsewhere(id, world.subscriptionId)]
            return store
        }
        store.vault = await reader.read("vault \(id.name)") { try await vaults.vault(id, in: world) }
        guard let vault = store.vault else { return store }
        store.rights = [VaultRules.firewall(vault, id.name)]
        let principals: [FirstParty] = holder == .platform ? [.certificateRegistration, .appService] : [.appService]
        store.rights +=
            await reader.read("rights in \(id.name)") {
                try await vaults.rights(of: principals, vault, id, in: world)
            } ?? []
        guard let address = vault.vaultUri, let secret = link.keyVaultSecretName else { return store }
        store.content = await reader.read("secret \(secret)") { try await content(secret, world.secrets(address)) }
        return store
    }

    private func content(_ name: String, _ secrets: SecretsClient) async throws -> StoreSight.Content {
        if let bundle = try await found({ try await secrets.get(name: name) }) { return .stored(StoredSecret(bundle)) }
        return try await found { try await secrets.getDeleted(name: name) } == nil ? .missing : .deleted
    }
}

/// Vaults and the rights in them, each read once, however many orders are stored there.
actor VaultLooks {
    private var vaults: [String: Task<Vault, any Error>] = [:]
    private var rights: [String: Task<[Finding], any Error>] = [:]

    func vault(_ id: ResourceID, in world: World) async throws -> Vault {
        let task = vaults[id.subject] ?? Task { try await world.vaults.get(resourceGroup: id.resourceGroup ?? "", name: id.name) }
        vaults[id.subject] = task
        return try await task.value
    }

    func rights(of principals: [FirstParty], _ vault: Vault, _ id: ResourceID, in world: World) async throws -> [Finding] {
        let key = id.subject + principals.map(\.appId).joined(separator: ",")
        let task = rights[key] ?? Task { try await VaultRights(vault: vault, vaultID: id, world: world).findings(of: principals) }
        rights[key] = task
        return try await task.value
    }
}

/// Reads one thing after the other and keeps the failures as findings.
private struct Reader {
    var unread: [Finding] = []

    mutating func read<Value>(_ what: String, _ body: () async throws -> Value) async -> Value? {
        do {
            return try await body()
        } catch let error as AzureError {
            unread.append(.warning(what, "could not be looked at: \(error.why)", fix: error.nextStep))
        } catch {
            unread.append(.warning(what, "could not be looked at: \(error)", fix: "Mend that, then look again."))
        }
        return nil
    }
}
