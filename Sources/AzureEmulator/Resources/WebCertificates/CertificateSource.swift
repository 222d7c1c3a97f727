import CertificateMaterial
import FoundationEssentials
import JSON

/// Where a web certificate's PFX comes from, and the checks App Service makes when it reads it.
enum CertificateSource {
    case vault(VaultID, secret: String)
    case upload([UInt8], password: String)

    init(_ asked: JSONValue?, _ state: EmulatorState) throws(ServiceFailure) {
        if let vaultText = asked?["keyVaultId"]?.string, !vaultText.isEmpty {
            guard let vault = VaultID(vaultText), vault.subscription.lowercased() == state.tenant.subscriptionID else {
                throw .appService(400, "BadRequest", "Properties.KeyVaultId has an invalid value.")
            }
            guard let secret = asked?["keyVaultSecretName"]?.string, SecretStore.isName(secret) else {
                throw .appService(400, "BadRequest", "The parameter KeyVaultId & KeyVaultSecretName has an invalid value.")
            }
            self = .vault(vault, secret: secret)
        } else if let text = asked?["pfxBlob"]?.string, let bytes = Data(base64Encoded: text), !bytes.isEmpty {
            self = .upload(Array(bytes), password: asked?["password"]?.string ?? "")
        } else {
            throw .appService(400, "BadRequest", "The parameter PfxBlob or the pair KeyVaultId & KeyVaultSecretName must have a value.")
        }
    }

    private init(vault: VaultID, secret: String) {
        self = .vault(vault, secret: secret)
    }

    /// The vault a stored certificate came from; nil for an upload.
    static func stored(_ certificate: Resource) -> CertificateSource? {
        guard let vault = VaultID(certificate.vaultID) else { return nil }
        return CertificateSource(vault: vault, secret: certificate.secretName)
    }

    /// The version of the secret that would be read; nil for an upload and where there is none.
    func version(_ state: EmulatorState) -> String? {
        guard case .vault(let vault, let secret) = self else { return nil }
        return state.vaults[vault.name.lowercased()]?.latest(secret)?.version
    }

    func read(_ state: EmulatorState) throws(ServiceFailure) -> PKCS12 {
        switch self {
        case .upload(let bytes, let password):
            guard let bundle = try? PKCS12(bytes: bytes, passphrase: password), bundle.keyMatchesLeaf else {
                throw .appService(
                    400,
                    "BadRequest",
                    "The parameter PfxBlob has an invalid value: it does not open with the password given."
                )
            }
            return bundle
        case .vault(let vault, let secret):
            return try Self.read(vault, secret, state)
        }
    }

    private static func read(_ id: VaultID, _ secret: String, _ state: EmulatorState) throws(ServiceFailure) -> PKCS12 {
        guard let vault = state.resources[id.normalised] else {
            throw .appService(400, "BadRequest", "The parameter KeyVaultId & KeyVaultSecretName has an invalid value.")
        }
        guard state.vaultAccess(of: state.tenant.webSites.objectID, to: vault, .get, isTrustedService: true) == .allowed else {
            let text = "The service does not have access to '\(id.normalised)' Key Vault. Grant its principal get on secrets."
            throw .appService(400, "BadRequest", text)
        }
        guard let stored = state.vaults[vault.name.lowercased()]?.latest(secret) else {
            throw .appService(400, "BadRequest", "The parameter KeyVaultId & KeyVaultSecretName has an invalid value.")
        }
        guard stored.content.contentType == "application/x-pkcs12", stored.content.isEnabled,
            let bytes = Data(base64Encoded: stored.content.value), let bundle = try? PKCS12(bytes: Array(bytes)), bundle.keyMatchesLeaf
        else {
            throw .appService(400, "BadRequest", "The parameter KeyVault Certificate has an invalid value.")
        }
        return bundle
    }
}
