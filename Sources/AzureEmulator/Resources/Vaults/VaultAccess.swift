import JSON

/// Who may do what with a vault's secrets.
enum VaultAccess: Equatable {
    case allowed
    /// The principal has no right at all in the vault.
    case noAccess
    /// It has some, but not this one.
    case missing
    case firewall

    /// Secret permissions in the words of access policies.
    enum Verb: String, CaseIterable {
        case get, list, set, delete, recover, purge, backup, restore

        var dataAction: String {
            let action =
                switch self {
                case .get: "getSecret/action"
                case .list: "readMetadata/action"
                case .set: "setSecret/action"
                case .delete: "delete"
                case .recover: "recover/action"
                case .purge: "purge/action"
                case .backup: "backup/action"
                case .restore: "restore/action"
                }
            return "Microsoft.KeyVault/vaults/secrets/\(action)"
        }
    }

    /// What built-in roles allow on secrets, by role definition.
    static let roles: [String: [Verb]] = [
        "00482a5a-887f-4fb3-b363-3b7fe8e74483": Verb.allCases,
        "b86a8fe4-44ce-4948-aee5-eccb2c155cd7": Verb.allCases,
        "4633458b-17de-408a-b874-0445c86b69e6": [.get, .list],
        "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba": [.get, .list],
        "21090545-7ca7-4776-b22c-e363652d74d2": [.list],
    ]
}

extension EmulatorState {
    /// A trusted service passes a closed firewall only where the vault lets such services by.
    func vaultAccess(
        of objectID: String,
        to vault: Resource,
        _ verb: VaultAccess.Verb,
        isTrustedService: Bool = false
    ) -> VaultAccess {
        let rules = vault.properties["networkAcls"]
        let isClosed =
            rules?["defaultAction"]?.string?.lowercased() == "deny"
            || vault.properties["publicNetworkAccess"]?.string?.lowercased() == "disabled"
        let letsServicesBy = rules?["bypass"]?.string.map { $0.lowercased() == "azureservices" } ?? true
        if isClosed, !(isTrustedService && letsServicesBy) { return .firewall }
        let granted =
            vault.properties["enableRbacAuthorization"]?.bool == true
            ? roleGrants(objectID, vault) : policyGrants(objectID, vault)
        if granted.contains(verb) { return .allowed }
        return granted.isEmpty ? .noAccess : .missing
    }

    private func policyGrants(_ objectID: String, _ vault: Resource) -> Set<VaultAccess.Verb> {
        var granted: Set<VaultAccess.Verb> = []
        for policy in vault.properties["accessPolicies"]?.array ?? [] where policy["objectId"]?.string?.lowercased() == objectID {
            let words = policy["permissions"]?["secrets"]?.array?.compactMap { $0.string?.lowercased() } ?? []
            granted.formUnion(words.contains("all") ? VaultAccess.Verb.allCases : words.compactMap(VaultAccess.Verb.init))
        }
        return granted
    }

    private func roleGrants(_ objectID: String, _ vault: Resource) -> Set<VaultAccess.Verb> {
        let vaultID = vault.id.lowercased()
        var granted: Set<VaultAccess.Verb> = []
        for assignment in resources.all(RoleAssignments.type) {
            let scope = assignment.properties["scope"]?.string?.lowercased() ?? "none"
            let role = assignment.properties["roleDefinitionId"]?.string?.split(separator: "/").last?.lowercased() ?? ""
            guard assignment.properties["principalId"]?.string?.lowercased() == objectID,
                vaultID == scope || vaultID.hasPrefix(scope + "/")
            else { continue }
            granted.formUnion(VaultAccess.roles[role] ?? [])
        }
        return granted
    }
}
