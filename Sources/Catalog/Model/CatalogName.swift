/// Names of services in the catalogue.
package enum CatalogName {
    /// `KeyVaultSecrets API` as `key-vault-secrets-api`.
    package static func kebab(_ text: String) -> String {
        let words = Words.identifier(text).prefix(12)
        return words.isEmpty ? "service" : words.joined(separator: "-")
    }
}
