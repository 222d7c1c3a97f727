/// The documents that come with signet: the four APIs it speaks, and its own operations.
package enum OwnDocuments {
    package static let sources: [(name: String, json: String)] = [
        ("certificate-orders", certificateOrders), ("web-certificates", webCertificates), ("vaults", vaults),
        ("vault-secrets", vaultSecrets),
        ("signet", signet),
    ]

    /// A test reads every one, so none is ever left out.
    package static let all: [APIDocument] = sources.compactMap { source in
        try? DocumentReader().read(Array(source.json.utf8), api: source.name)
    }
}
