import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

extension OrderFindings {
    /// The links to vaults: their state, the rights and the firewall they need, and what the secret holds.
    var stores: [Finding] {
        sight.stores.flatMap { store in
            switch sight.keyHolder {
            case .platform: ([state(of: store)] + store.rights + content(of: store)).map { $0.at(.vault) }
            case .sealed:
                ([external(store, "its secret is written by signet")] + store.rights + content(of: store)).map { $0.at(.vault) }
            case .elsewhere: [external(store, "its certificate is installed by whoever has the key")]
            }
        }
    }

    private func external(_ store: StoreSight, _ words: String) -> Finding {
        .passed("Key Vault link \(store.name)", "the key is not the service's: \(words)")
    }

    private func state(of store: StoreSight) -> Finding {
        let what = "Key Vault link \(store.name)", word = store.link.status?.rawValue ?? "no state yet"
        let place = "secret \(store.secretName) of \(store.vaultName)"
        switch store.link.progress {
        case .succeeded: return .passed(what, "\(word): \(place)")
        case .failed:
            return .blocking(
                what,
                "\(word): \(place)",
                fix: LinkAdvice.step(after: word, store.vaultName, store.secretName, sight.name, link: store.name)
            )
        case .waiting: return waiting(what, word, place, store)
        }
    }

    /// A waiting link never fails by itself, so how long it waits, and what for, is what tells.
    private func waiting(_ what: String, _ word: String, _ place: String, _ store: StoreSight) -> Finding {
        guard sight.order.status == .issued else {
            return .passed(what, "\(word): \(place) is written when the order is issued, which the domain proof comes before")
        }
        let issued = sight.order.lastCertificateIssuanceTime ?? sight.now
        let hours = sight.now.timeIntervalSince(issued) / 3600
        guard hours >= LinkAdvice.hoursUntilStuck else {
            return .passed(what, "\(word): \(place) is being written since \(RFC3339.text(issued))")
        }
        return .blocking(
            what,
            "still \(word), although the certificate was issued on \(RFC3339.text(issued)): nothing was written to \(place)",
            fix: LinkAdvice.step(after: word, store.vaultName, store.secretName, sight.name, link: store.name)
        )
    }

    private func content(of store: StoreSight) -> [Finding] {
        guard store.link.progress == .succeeded || store.content == .deleted || sight.keyHolder == .sealed else { return [] }
        let what = "secret \(store.secretName)", place = "--vault-name \(store.vaultName) --name \(store.secretName)"
        switch store.content {
        case nil: return []
        case .missing?:
            return [
                .blocking(
                    what,
                    "it is not in \(store.vaultName)",
                    fix: LinkAdvice.step(after: "gone", store.vaultName, store.secretName, sight.name, link: store.name)
                )
            ]
        case .deleted?:
            return [
                .blocking(
                    what,
                    "it is deleted in \(store.vaultName), and its name is held until it is recovered or purged",
                    fix: "az keyvault secret recover \(place)"
                )
            ]
        case .stored(let secret)?: return stored(secret, what, store)
        }
    }

    private func stored(_ secret: StoredSecret, _ what: String, _ store: StoreSight) -> [Finding] {
        let versions =
            "az keyvault secret list-versions --vault-name \(store.vaultName) --name \(store.secretName) --query \"[].[id,tags]\""
        if let defect = secret.defect {
            return [.blocking(what, "App Service cannot import it: \(defect)", fix: "Restore the version the service wrote: \(versions)")]
        }
        guard let leaf = sight.thumbprint, let held = secret.thumbprint else { return [] }
        guard !held.caseInsensitiveEquals(leaf) else { return [.passed(what, "holds the order's certificate \(leaf)")] }
        return [
            .blocking(
                what,
                "it holds \(held), and the order's certificate is \(leaf)",
                fix: "If the order was renewed within the hour, wait; else see who wrote it and whether the service may: \(versions)"
            )
        ]
    }
}

/// What to do after each word of a vault link. The link is no operation in the usual sense: most of its words never end by themselves.
package enum LinkAdvice {
    /// A link that waits longer than this after the issuance does not come by itself.
    static let hoursUntilStuck = 1.0

    package static func step(after word: String, _ vault: String, _ secret: String, _ order: String, link: String?) -> String {
        let principal = FirstParty.certificateRegistration
        let grant =
            "az keyvault set-policy --name \(vault) --spn \(principal.appId) --secret-permissions \(principal.secretPermissions.joined(separator: " "))"
        switch word.lowercased() {
        case "operationnotpermittedonkeyvault":
            return
                "Give \(principal.displayName) get, list, set and delete on the secrets of \(vault) (\(grant)), and let trusted services "
                + "through its firewall (az keyvault update --name \(vault) --bypass AzureServices)."
        case "azureserviceunauthorizedtoaccesskeyvault":
            return
                "Give \(principal.displayName) (app id \(principal.appId)) get, list, set and delete on the secrets of \(vault): \(grant)"
        case "keyvaultdoesnotexist":
            return
                "The vault \(vault) is gone or was moved: recover it (az keyvault recover --name \(vault)), or order with another --key-vault."
        case "keyvaultsecretdoesnotexist", "gone":
            return "The secret \(secret) was deleted: recover it with az keyvault secret recover --vault-name \(vault) --name \(secret)"
        case "certificateorderfailed": return "The order itself failed: signet show \(order)"
        case "externalprivatekey":
            return "The order was made from a CSR of yours, so its key is not with Azure and there is nothing to store."
        case "initialized", "waitingoncertificateorder", "unknown", "no state yet":
            return
                "See that \(principal.displayName) may write to \(vault) (\(grant)); then delete the link and order again by name, which "
                + "makes it anew: signet api AppServiceCertificateOrders_DeleteCertificate --parameter certificateOrderName=\(order) "
                + "--parameter name=\(link ?? order) && signet order \(order)"
        default: return "Check the vault \(vault) and its permissions, then run the same command again."
        }
    }
}
