import AppServiceCertificates
import AzureCore
import CertificateMaterial
import JSON

/// A key comes before the request for its leaf, durably: what is sent is a request whose key is sealed already.
struct KeyRules: Sendable {
    let key: KeyChoice
    let order: ResourceID
    let domain: String
    let bits: Int

    /// - Parameter ask: the write that asks for a leaf, of a signing request or, with nil, of a key of the service's.
    func next(_ seen: OrderObservation, _ run: Run, ask: (String?) -> OrderWrite) -> Decision<OrderWrite> {
        switch key {
        case .platform: return .perform(ask(nil))
        case .supplied(let csr): return .perform(ask(csr))
        case .sealed:
            // The record, not the journal, says that there is a key: one that was removed since must not be asked for.
            let record = SealedKey.record(order, run: run.id)
            guard let made = seen.sealedKeys.first(where: { $0.record == record }) else {
                return .perform(.makeKey(KeyPlan(record: record, domain: domain, bits: bits)))
            }
            return .perform(ask(made.csr))
        }
    }

    /// Once the leaf is served everywhere, the keys of those before it are needed no more.
    static func afterRollout(_ seen: OrderObservation) -> Decision<OrderWrite>? {
        guard let digest = seen.leafKey else { return nil }
        let old = seen.sealedKeys.filter { $0.publicKey != digest }.map(\.record)
        return old.isEmpty ? nil : .perform(.removeKeys(old))
    }

    /// What `isPrivateKeyExternal` has to say beside a request: nothing where the key was and stays the service's.
    static func isExternal(csr: String?, before order: CertificateOrder) -> Bool? {
        if csr != nil { return true }
        return order.isPrivateKeyExternal == true ? false : nil
    }

    /// What is left to do when the run is over; null when nothing is.
    static func closing(_ seen: OrderObservation, _ name: String) -> JSONValue {
        seen.keyHolder == .elsewhere && seen.rollout.allHosts.isEmpty ? .string(nextStep(name)) : nil
    }

    /// What somebody has to do whose key is not here.
    static func nextStep(_ name: String) -> String {
        "The key is with whoever made the signing request: install the certificate there. Its chain: signet show \(name) --chain"
    }
}

extension OrderObservation {
    /// The leaf's key, as far as the order shows its certificate.
    var leafKey: KeyDigest? { order?.leafFacts.map { KeyDigest($0.publicKeyInfo) } }

    var keyHolder: KeyHolder { order?.keyHolder(sealedKeys) ?? .platform }
}

extension CertificateOrder {
    func keyHolder(_ sealed: [SealedKey]) -> KeyHolder {
        if sealedKey(sealed) != nil { return .sealed }
        return isPrivateKeyExternal == true ? .elsewhere : .platform
    }

    /// The vault links, and the secret that is written from here where there is none.
    func links(_ sealed: [SealedKey]) -> [String: KeyVaultLink] {
        guard certificates.isEmpty, let place = sealedKey(sealed)?.stored else { return certificates }
        return [place.link: KeyVaultLink(keyVaultId: place.vault, keyVaultSecretName: place.secret)]
    }

    private func sealedKey(_ sealed: [SealedKey]) -> SealedKey? {
        guard !sealed.isEmpty, let leaf = leafFacts else { return nil }
        let digest = KeyDigest(leaf.publicKeyInfo)
        return sealed.first { $0.publicKey == digest }
    }
}
