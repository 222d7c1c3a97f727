import AppServiceCertificates
import AzureCore
import CertificateMaterial
import FoundationEssentials
import JSON
import KeyVault

extension OrderWrites {
    var keys: SealedKeys { SealedKeys(custody: world.custody, order: order) }

    func makeKey(_ plan: KeyPlan) async throws -> JSONValue {
        let made = try await keys.make(plan)
        return ["record": .string(made.record), "publicKey": .string(made.publicKey.text)]
    }

    /// Writes key, leaf and chain as the service would: PKCS#12 without a password, in base64.
    func storeSecret(_ place: VaultPlace, thumbprint: String) async throws -> JSONValue {
        guard let current = try await current(), let leaf = current.leafFacts, leaf.thumbprint.caseInsensitiveEquals(thumbprint) else {
            throw notShown(thumbprint)
        }
        let key = try await keys.open(leaf)
        guard let pfx = try? PKCS12.encode(key: key, chain: current.chain) else { throw notShown(thumbprint) }
        guard let secrets = try await secrets(of: place) else { throw noAddress(place) }
        let stored = try await secrets.set(
            name: place.secret,
            value: Secret(Data(pfx).base64EncodedString()),
            contentType: StoredSecret.contentType,
            tags: ["Thumbprint": leaf.thumbprint, "CertificateOrder": order.name]
        )
        try await keys.note(leaf, storedAt: place)
        return ["secretId": .string(stored.id), "thumbprint": .string(leaf.thumbprint)]
    }

    /// The sealed record is the effect.
    func settleKey(_ intent: JournalEntry) async throws -> Reconciliation {
        guard let made = try await keys.all().first(where: { $0.record == intent.body["record"]?.string }) else {
            return .mayRepeat(reason: "no such key was sealed")
        }
        return .happened(["settledBy": "read", "record": .string(made.record), "publicKey": .string(made.publicKey.text)])
    }

    /// What the vault holds tells whether the write arrived; doing it again writes the same once more.
    func settleStored(_ intent: JournalEntry) async throws -> Reconciliation {
        guard let vault = intent.body["vault"]?.string.flatMap({ ResourceID($0) }), let name = intent.body["secret"]?.string else {
            return .mayRepeat(reason: "the intent names no secret")
        }
        let place = VaultPlace(link: "", vault: vault, secret: name)
        let thumbprint = intent.body["thumbprint"]?.string ?? ""
        guard let bundle = try await found({ try await secrets(of: place)?.get(name: name) }), let bundle else {
            return .mayRepeat(reason: "the secret \(name) is not in \(vault.name)")
        }
        let stored = StoredSecret(bundle)
        guard stored.defect == nil, stored.thumbprint?.caseInsensitiveEquals(thumbprint) == true else {
            return .mayRepeat(reason: "the secret \(name) does not hold the certificate")
        }
        return .happened(["settledBy": "read", "secretId": .string(stored.id), "thumbprint": .string(thumbprint)])
    }

    private func secrets(of place: VaultPlace) async throws -> SecretsClient? {
        let vault = try await world.vaults.get(resourceGroup: place.vault.resourceGroup ?? "", name: place.vault.name)
        return vault.vaultUri.map { world.secrets($0) }
    }

    private func noAddress(_ place: VaultPlace) -> Problem {
        Problem(
            .service,
            "The vault \(place.vault.name) has no address yet.",
            why: "it names no vaultUri",
            nextStep: "Run the same command again in a minute."
        )
    }

    private func notShown(_ thumbprint: String) -> Problem {
        Problem(
            .service,
            "The certificate of \(order.name) cannot be stored.",
            why: "the order does not show the certificate \(thumbprint) with a chain that can be read",
            nextStep: "Look at it: signet show \(order.name) --output json"
        )
    }
}
