import JSON

/// One OpenAPI document as it was read: Swagger 2.0, OpenAPI 3.0 or 3.1.
package struct APIDocument: Sendable {
    package enum Dialect: String, Sendable {
        case swagger2 = "Swagger 2.0"
        case openAPI30 = "OpenAPI 3.0"
        case openAPI31 = "OpenAPI 3.1"
    }

    /// The service in short words, the same for all its versions: `app-service-certificate-orders`.
    package let api: String
    package let title: String
    /// What goes into `api-version`, or the document's own version.
    package let version: String
    package let dialect: Dialect
    package let servers: [String]
    package let operations: [CatalogOperation]
    /// References that lead out of the document, each once.
    package let missing: [String]
    /// SHA-256 over the bytes, in hexadecimal.
    package let digest: String
    let references: References

    /// One version of one service: what `signet catalog` calls it.
    package var name: String { "\(api)@\(version)" }
    /// Whether its server is a vault's own address, which each call names.
    package var isOfVault: Bool { servers.first.map { server in Self.vaultVariables.contains { server.contains("{\($0)}") } } ?? false }
    static let vaultVariables: Set = ["vaultBaseUrl", "vaultUri"]
    package var root: JSONValue { references.root }
}
