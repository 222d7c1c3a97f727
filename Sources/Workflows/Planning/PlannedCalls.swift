import AppServiceCertificates
import AzureCore
import DNS

/// The calls each workflow is expected to make from where things stand, as pure functions of one look. What a call depends on that is
/// not known before the calls in front of it were made stands in its condition.
package struct PlannedCalls: Sendable {
    let order: ResourceID
    let domain: String

    package init(order: ResourceID, domain: String) {
        self.order = order
        self.domain = domain
    }

    /// From nothing, or from wherever an order of that name stands, to a served certificate.
    package func provision(_ input: ProvisionInput, _ rollout: Rollout, _ seen: OrderObservation) -> [PlannedCall] {
        guard let order = seen.order else {
            let place = PlannedCall(.placeOrder(input.purchase()), of: self.order, isCharged: true)
            return newKey(input.key, bits: input.keySize) + [place] + firstProof + everywhere(rollout, input.key)
        }
        if order.status == .issued { return delivery(seen) }
        return (order.domainVerificationToken == nil ? firstProof : proof(order, seen)) + everywhere(rollout, input.key)
    }

    /// Renewing, and the new certificate's way to every place that has the present one.
    package func renewal(_ rollout: Rollout, key: KeyChoice = .platform, bits: Int = 2048, isCharged: Bool, isProofOld: Bool)
        -> [PlannedCall]
    {
        let renew = PlannedCall(.renew(RenewRequest(), before: nil), of: order, isCharged: isCharged)
        let proof = proofOnDemand(isProofOld ? nil : "if the authority asks for a proof")
        return newKey(key, bits: bits) + [renew] + proof + following(rollout, key)
    }

    /// Reissuing takes a young proof first.
    package func reissue(_ input: ReissueInput, _ rollout: Rollout, isProofOld: Bool) -> [PlannedCall] {
        let ask = PlannedCall(.reissue(ReissueRequest(), before: nil), of: order)
        let reissue = newKey(input.key, bits: input.keySize ?? 2048) + [ask]
        guard !isProofOld else { return proofOnDemand(nil) + reissue + following(rollout, input.key) }
        return reissue + proofOnDemand("if the authority asks for a proof") + following(rollout, input.key)
    }

    /// Proving the domain of an order that has a token.
    package func proof(_ order: CertificateOrder, _ seen: OrderObservation) -> [PlannedCall] {
        var calls: [PlannedCall] = []
        if let record = order.proofRecord, !seen.proofIsVisible {
            calls.append(PlannedCall(.publishProof(record, existed: false), of: self.order))
        }
        return calls + [PlannedCall(.verifyDomain(domain), of: self.order)]
    }

    /// What is still missing between an issued certificate and the host names; empty when it is served everywhere.
    package func delivery(_ seen: OrderObservation) -> [PlannedCall] {
        guard seen.keyHolder != .elsewhere else { return [] }
        let isSealed = seen.keyHolder == .sealed
        guard let leaf = seen.leaf else { return everywhere(seen.rollout, isSealed ? .sealed : .platform) }
        let rollout = seen.rollout
        var calls: [PlannedCall] = []
        if let place = rollout.link, isSealed, seen.secret?.thumbprint?.caseInsensitiveEquals(leaf.thumbprint) != true {
            calls.append(PlannedCall(.storeSecret(place, thumbprint: leaf.thumbprint), of: order))
        }
        if let place = rollout.link, seen.link == nil, !isSealed { calls.append(PlannedCall(.linkVault(place), of: order)) }
        if let place = rollout.link {
            for target in rollout.imports where !seen.webCertificates[target.certificate].holds(leaf) {
                calls.append(PlannedCall(.importCertificate(target, from: place, thumbprint: leaf.thumbprint), of: order))
            }
        }
        calls += seen.missingRecords.map { PlannedCall(.publishHostRecord($0), of: order) }
        let looked = rollout.imports.allSatisfy { seen.webCertificates[$0.certificate].holds(leaf) }
        for host in rollout.hosts where seen.bindings[host.hostName]?.serves(leaf.thumbprint) != true {
            calls.append(PlannedCall(.bind(host, thumbprint: leaf.thumbprint), of: order, if: looked ? nil : Self.unlessSwitched))
        }
        return calls
    }

    /// Deleting an order, after everything that uses its certificate where that was asked for, and before the keys it leaves behind.
    package func retirement(_ use: OrderUse, of order: CertificateOrder, unbind: Bool, keys: [String]) -> [PlannedCall] {
        var writes: [OrderWrite] = []
        if unbind {
            writes += use.hosts.compactMap { host in host.site.map { .unbind(HostPlace(site: $0, hostName: host.hostName)) } }
            writes += use.copies.compactMap { $0.id.map { .deleteWebCertificate($0) } }
            writes += order.certificates.keys.sorted().map { .unlinkVault($0) }
        }
        return (writes + [.deleteOrder(OrderIdentity(order))]).map { PlannedCall($0, of: self.order) } + removal(of: keys)
    }

    package func removal(of keys: [String]) -> [PlannedCall] {
        keys.isEmpty ? [] : [PlannedCall(.removeKeys(keys), of: order, if: "once the order is gone")]
    }

    /// A certificate that was nowhere yet.
    private func everywhere(_ rollout: Rollout, _ key: KeyChoice) -> [PlannedCall] {
        var calls: [PlannedCall] = []
        guard let place = rollout.link else { return calls }
        calls.append(PlannedCall(key == .sealed ? .storeSecret(place, thumbprint: "") : .linkVault(place), of: order))
        calls += rollout.imports.map { PlannedCall(.importCertificate($0, from: place, thumbprint: ""), of: order) }
        for host in rollout.hosts {
            calls.append(
                PlannedCall(
                    dns: host.hostName,
                    purpose: "publish the records that map it to \(host.site.name)",
                    if: "if it is not mapped to the site yet"
                )
            )
            calls.append(PlannedCall(.bind(host, thumbprint: ""), of: order))
        }
        return calls
    }

    /// The certificate after the present one, which App Service may bring to some places by itself in the meantime.
    private func following(_ rollout: Rollout, _ key: KeyChoice) -> [PlannedCall] {
        if case .supplied = key { return [] }
        guard let place = rollout.link else { return [] }
        let store = key == .sealed ? [PlannedCall(.storeSecret(place, thumbprint: ""), of: order)] : []
        return store
            + rollout.imports.map {
                PlannedCall(.importCertificate($0, from: place, thumbprint: ""), of: order, if: "unless App Service has synced it by then")
            } + rollout.hosts.map { PlannedCall(.bind($0, thumbprint: ""), of: order, if: Self.unlessSwitched) }
    }

    /// A sealed key comes before its request leaves.
    private func newKey(_ key: KeyChoice, bits: Int) -> [PlannedCall] {
        guard key == .sealed else { return [] }
        return [PlannedCall(.makeKey(KeyPlan(record: SealedKey.record(order, run: ""), domain: domain, bits: bits)), of: order)]
    }

    private var firstProof: [PlannedCall] {
        let name = RegisteredDomain.of(domain.hasPrefix("*.") ? String(domain.dropFirst(2)) : domain) ?? domain
        return [
            PlannedCall(dns: "\(name) TXT", purpose: "publish the domain proof, whose value the order names"),
            PlannedCall(.verifyDomain(domain), of: order),
        ]
    }

    private func proofOnDemand(_ condition: String?) -> [PlannedCall] {
        firstProof.map {
            $0.method == "DNS"
                ? PlannedCall(dns: $0.path, purpose: $0.purpose, if: condition ?? "unless it is published already")
                : PlannedCall(.verifyDomain(domain), of: order, if: condition)
        }
    }

    private static let unlessSwitched = "unless App Service has switched it by then"
}
