/// Where the API listener is, as clients see it.
struct Origin: Sendable {
    var host = "localhost"
    var port = 0
    /// The port of the sites' plain HTTP side, where the revocation list is published too; 0 publishes none.
    var httpPort = 0
    var frontEndPort = 0
    var dnsPort = 0

    init() {}

    var url: String { "https://\(host):\(port)" }
    var graph: String { "\(url)/graph" }
    var control: String { "\(url)/_emulator" }
    var keyVaultSuffix: String { "vault.localhost:\(port)" }
    var keyVaultResource: String { "https://\(keyVaultSuffix)" }
    var keyVaultPath: String { "\(url)/keyvault" }

    /// What leaves say about their revocation list and issuer.
    var authorityLinks: AuthorityLinks? {
        guard httpPort > 0 else { return nil }
        let base = "http://\(host):\(httpPort)"
        return AuthorityLinks(revocationList: base + AuthorityPage.revocationList, issuerCertificate: base + AuthorityPage.issuer)
    }

    func vaultURL(_ vault: String) -> String { "https://\(vault.lowercased()).\(keyVaultSuffix)/" }
}
