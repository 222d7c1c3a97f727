import AppServiceCertificates
import AzureCore
import CertificateMaterial
import FoundationEssentials
import JSON

/// Bringing an issued leaf everywhere it belongs: vault, web certificates, bindings, and the wire at last.
struct RolloutRules: Sendable {
    let orderName: String

    /// Nil once a handshake of every host name showed the leaf.
    func next(_ leaf: Leaf, _ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite>? {
        let rollout = seen.rollout
        if seen.keyHolder == .elsewhere { return installed(leaf, seen) }
        if let place = rollout.link {
            let isSealed = seen.keyHolder == .sealed
            let decision = isSealed ? storeSealed(leaf, place, seen, run, at: moment) : store(leaf, place, seen, run, at: moment)
            if let decision { return decision }
            for target in rollout.imports where !seen.webCertificates[target.certificate].holds(leaf) {
                return importCertificate(target, place, leaf, run, at: moment)
            }
        }
        if let problem = uncovered(seen) { return .stop(problem) }
        if let record = seen.missingRecords.first { return publish(record, seen, run) }
        for host in rollout.hosts where seen.bindings[host.hostName]?.serves(leaf.thumbprint) != true {
            return .perform(.bind(host, thumbprint: leaf.thumbprint))
        }
        for host in rollout.hosts where seen.served[host.hostName]?.shows(serial: leaf.serialNumber) != true {
            return .wait(Wait(notServed(host.hostName, seen.served[host.hostName], wanted: leaf.serialNumber)))
        }
        return installed(leaf, seen)
    }

    /// Nil once the vault holds the issued leaf with its key.
    private func store(_ leaf: Leaf, _ place: VaultPlace, _ seen: OrderObservation, _ run: Run, at moment: Moment)
        -> Decision<OrderWrite>?
    {
        guard let link = seen.link else { return .perform(.linkVault(place)) }
        if let problem = disagreement(with: link, place) { return .stop(problem) }
        switch link.progress {
        case .waiting:
            // While it waits nothing is journalled, so the last entry says since when.
            let quiet = run.entries.last.map { moment.wall.timeIntervalSince($0.at) } ?? 0
            guard quiet < LinkAdvice.hoursUntilStuck * 3600 else { return .stop(linkProblem(link, place)) }
            return .wait(Wait("Key Vault link: \(link.stateWord)"))
        // A key of the service's follows one of somebody else's: the link says so only when it is written.
        case .failed where link.status == .externalPrivateKey && seen.order?.isPrivateKeyExternal == false:
            return .wait(Wait("Key Vault link: \(link.stateWord), of the key before"))
        case .failed: return .stop(linkProblem(link, place))
        case .succeeded: break
        }
        guard let secret = seen.secret else { return .wait(Wait("the secret \(place.secret) is not in \(place.vault.name) yet")) }
        if let defect = secret.defect { return .stop(secretProblem(defect, place)) }
        guard secret.thumbprint?.caseInsensitiveEquals(leaf.thumbprint) == true else {
            return .wait(Wait("the secret \(place.secret) does not hold the issued certificate yet"))
        }
        return nil
    }

    /// The service answers an import with what the vault held at that moment, so an import that brought an older leaf is repeated.
    private func importCertificate(_ target: ImportPlace, _ source: VaultPlace, _ leaf: Leaf, _ run: Run, at moment: Moment)
        -> Decision<OrderWrite>
    {
        let write = OrderWrite.importCertificate(target, from: source, thumbprint: leaf.thumbprint)
        if let last = run.outcome(of: write.name), moment.wall.timeIntervalSince(last.at) < Self.secondsBetweenImports {
            return .wait(Wait("the web certificate \(target.certificate.name) is not the issued one yet"))
        }
        return .perform(write)
    }

    private func publish(_ record: DNSRecord, _ seen: OrderObservation, _ run: Run) -> Decision<OrderWrite> {
        let write = OrderWrite.publishHostRecord(record)
        let told = run.outcome(of: write.name)
        guard told?.body["value"]?.string == record.value, seen.isPublished(told) else { return .perform(write) }
        return .wait(Wait(for: record))
    }

    private static let secondsBetweenImports = 30.0
}

extension RolloutRules {
    private func disagreement(with link: OrderCertificate, _ place: VaultPlace) -> Problem? {
        let link = link.link
        guard let vault = link.keyVaultId, vault != place.vault || link.keyVaultSecretName?.caseInsensitiveEquals(place.secret) == false
        else { return nil }
        return Problem(
            .input,
            "The order \(orderName) is already stored elsewhere.",
            why: "its certificate goes to the vault \(vault.name) as secret \(link.keyVaultSecretName ?? "")",
            nextStep: "Go on with --key-vault \(vault.name) --secret \(link.keyVaultSecretName ?? orderName)"
        )
    }

    private func linkProblem(_ link: OrderCertificate, _ place: VaultPlace) -> Problem {
        let word = link.stateWord.lowercased()
        let ofTheVault = ["operationnotpermittedonkeyvault", "azureserviceunauthorizedtoaccesskeyvault"]
        return Problem(
            .precondition,
            "The certificate could not be stored in \(place.vault.name).",
            why: "Key Vault link: \(link.stateWord)",
            nextStep: LinkAdvice.step(after: link.stateWord, place.vault.name, place.secret, orderName, link: link.name),
            owner: ofTheVault.contains(word) ? .vaultOwner : .person
        )
    }

    /// Host names that the certificate does not name cannot be bound to it. A proof by page covers the domain alone.
    private func uncovered(_ seen: OrderObservation) -> Problem? {
        let names = seen.rollout.imports.compactMap { seen.webCertificates[$0.certificate]?.hostNames }.first { !$0.isEmpty } ?? []
        let hosts = seen.rollout.hosts.map(\.hostName)
        guard !names.isEmpty, let host = hosts.first(where: { !CertificateFacts.names(names, cover: $0) }) else { return nil }
        let record = seen.order?.proofRecord.map { "Set  \($0)  " } ?? "Prove the domain by its TXT record, "
        return Problem(
            .precondition,
            "The certificate of \(orderName) does not name \(host).",
            why: "it names \(names.joined(separator: ", ")), as after a proof by page, which covers the domain alone",
            nextStep: "\(record)then: signet verify-domain \(orderName) && signet reissue \(orderName) && signet order \(orderName)"
        )
    }

    func secretProblem(_ defect: String, _ place: VaultPlace) -> Problem {
        Problem(
            .precondition,
            "The secret \(place.secret) in \(place.vault.name) cannot be imported.",
            why: defect,
            nextStep: "Somebody wrote another value to that name. Order with another --secret, or restore the version the service wrote."
        )
    }

    func notServed(_ host: String, _ served: Served?, wanted serial: String) -> String {
        guard let served else { return "\(host) has not been asked yet" }
        if let fault = served.fault { return "\(host) does not serve it yet: \(fault)" }
        return "\(host) still serves \(served.serialNumber ?? "another certificate"), waiting for \(serial)"
    }
}
