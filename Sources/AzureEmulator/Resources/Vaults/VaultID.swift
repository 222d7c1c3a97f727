/// The parts of a vault's resource id.
struct VaultID: Sendable {
    let subscription: String
    let resourceGroup: String
    let name: String

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let words = ["", "subscriptions", nil, "resourcegroups", nil, "providers", "microsoft.keyvault", "vaults", nil]
        guard parts.count == words.count else { return nil }
        for (part, word) in zip(parts, words) where word != nil || part.isEmpty {
            guard part.lowercased() == word else { return nil }
        }
        subscription = parts[2]
        resourceGroup = parts[4]
        name = parts[8]
    }

    /// The spelling the service answers with: lower case in its fixed parts.
    var normalised: String {
        "/subscriptions/\(subscription)/resourcegroups/\(resourceGroup)/providers/microsoft.keyvault/vaults/\(name)"
    }
}
