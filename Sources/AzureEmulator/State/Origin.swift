/// Where the API listener is, as clients see it.
struct Origin: Sendable {
    var host = "localhost"
    var port = 0

    var url: String { "https://\(host):\(port)" }
    var graph: String { "\(url)/graph" }
    var control: String { "\(url)/_emulator" }
    var keyVaultSuffix: String { "vault.localhost:\(port)" }
    var keyVaultResource: String { "https://\(keyVaultSuffix)" }
    var keyVaultPath: String { "\(url)/keyvault" }

    func vaultURL(_ vault: String) -> String { "https://\(vault.lowercased()).\(keyVaultSuffix)/" }
}
