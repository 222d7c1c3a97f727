/// Microsoft's own service principals that touch the vault: one writes the certificate there, one reads it. Their app ids are
/// the same everywhere, their object ids differ from tenant to tenant.
package struct FirstParty: Sendable, Hashable {
    package let displayName: String
    package let appId: String
    /// The words an access policy has to grant on secrets.
    let secretPermissions: [String]
    /// Built-in roles that grant as much, the narrowest first.
    let roles: [Role]

    struct Role: Sendable, Hashable {
        let name: String
        let id: String
    }

    package static let certificateRegistration = FirstParty(
        displayName: "Microsoft.Azure.CertificateRegistration",
        appId: "f3c21649-0979-4721-ac85-b0216b2cf413",
        secretPermissions: ["get", "list", "set", "delete"],
        roles: [
            Role(name: "Key Vault Secrets Officer", id: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"),
            Role(name: "Key Vault Administrator", id: "00482a5a-887f-4fb3-b363-3b7fe8e74483"),
        ]
    )

    package static let appService = FirstParty(
        displayName: "Microsoft.Azure.WebSites",
        appId: "abfa0a7c-a6b6-4736-8310-5855508787cd",
        secretPermissions: ["get"],
        roles: [
            Role(name: "Key Vault Certificate User", id: "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba"),
            Role(name: "Key Vault Secrets User", id: "4633458b-17de-408a-b874-0445c86b69e6"),
            Role(name: "Key Vault Secrets Officer", id: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"),
            Role(name: "Key Vault Administrator", id: "00482a5a-887f-4fb3-b363-3b7fe8e74483"),
        ]
    )
}
