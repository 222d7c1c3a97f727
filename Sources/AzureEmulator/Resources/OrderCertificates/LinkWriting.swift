import CertificateMaterial
import FoundationEssentials
import JSON

/// What the provider does with a vault link, under its own rights in the vault.
extension EmulatorState {
    /// A secret without a value reserves the name until there is a certificate.
    mutating func preparePlaceholder(of id: String) {
        guard let link = resources[id], let order = resources[Resource.parent(of: id)], !order.isPrivateKeyExternal else { return }
        guard storedSecret(of: link) == nil else { return }
        let placeholder = SecretContent(value: "", contentType: "", tags: [settings.secretStateTag: "Initialize"])
        if let trouble = write(placeholder, through: link) { setLinkState(id, trouble) }
    }

    /// Writes the PFX when the order has one and names the state the link is in.
    mutating func writeLink(_ id: String) {
        guard let link = resources[id], let order = resources[Resource.parent(of: id)] else { return }
        if order.isPrivateKeyExternal { return setLinkState(id, "ExternalPrivateKey") }
        switch order.status {
        case "Issued", "PendingRekey", "Expired":
            guard let pfx = pfx(of: order) else { return setLinkState(id, "UnknownError") }
            let tags = [settings.secretStateTag: "Ready", "Thumbprint": order.properties["signedCertificate"]?["thumbprint"]?.string ?? ""]
            var content = SecretContent(value: pfx, contentType: "application/x-pkcs12", tags: tags)
            if settings.secretHasDates { content.expires = order.expiration.map { Int($0.timeIntervalSince1970) } }
            setLinkState(id, write(content, through: link) ?? "Succeeded")
        case "Denied", "Canceled", "Revoked", "Pendingrevocation":
            setLinkState(id, "CertificateOrderFailed")
        default:
            let isTrouble = !["Initialized", "WaitingOnCertificateOrder"].contains(link.linkState)
            if !isTrouble { setLinkState(id, order.hidden["names"] == nil ? "Initialized" : "WaitingOnCertificateOrder") }
        }
    }

    func storedSecret(of link: Resource) -> SecretVersion? {
        guard let vault = VaultID(link.vaultID) else { return nil }
        return vaults[vault.name.lowercased()]?.latest(link.secretName)
    }

    /// Nil when written, otherwise the word for what is in the way.
    private mutating func write(_ content: SecretContent, through link: Resource) -> String? {
        guard let vault = VaultID(link.vaultID), let resource = resources[link.vaultID] else { return "KeyVaultDoesNotExist" }
        switch vaultAccess(of: tenant.certificateRegistration.objectID, to: resource, .set, isTrustedService: true) {
        case .allowed: break
        case .noAccess: return "AzureServiceUnauthorizedToAccessKeyVault"
        case .missing, .firewall: return "OperationNotPermittedOnKeyVault"
        }
        let name = vault.name.lowercased()
        guard vaults[name]?.isDeleted(link.secretName) == false else { return "OperationNotPermittedOnKeyVault" }
        vaults[name]?.set(link.secretName, content, at: now)
        return nil
    }

    private mutating func setLinkState(_ id: String, _ word: String) {
        resources.update(id) { $0.properties["provisioningState"] = .string(word) }
    }

    private func pfx(of order: Resource) -> String? {
        guard let pem = order.hidden["leaf"]?.string, let leaf = try? CertificateFacts(pem: pem),
            let keyText = order.hidden["key"]?.string, let key = try? RSAPrivateKey(pem: keyText),
            let bytes = try? PKCS12.encode(key: key, chain: authority.chain(for: leaf, includingRoot: true))
        else { return nil }
        return Data(bytes).base64EncodedString()
    }
}
