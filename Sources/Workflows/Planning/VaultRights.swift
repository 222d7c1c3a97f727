import AzureCore
import AzureResources
import KeyVault

/// Whether the two first-party principals may do in the vault what the order needs, and the exact grant when they may not.
struct VaultRights: Sendable {
    let vault: Vault
    let vaultID: ResourceID
    let world: World

    func findings(of principals: [FirstParty] = [.certificateRegistration, .appService]) async throws -> [Finding] {
        var findings: [Finding] = []
        for principal in principals {
            findings.append(try await finding(for: principal))
        }
        return findings
    }

    private func finding(for principal: FirstParty) async throws -> Finding {
        let what = "rights of \(principal.displayName)"
        let objectId: String
        do {
            guard let found = try await world.servicePrincipals.find(appId: principal.appId) else { return missing(principal, what) }
            objectId = found.id
        } catch {
            guard error.code == .forbidden || error.code == .unauthenticated else { throw error }
            return .warning(
                what,
                "could not be checked: the directory may not be read (\(error.why))",
                fix: "Check by hand: \(grant(principal, "OBJECT-ID"))"
            )
        }
        let granted = try await vault.enableRbacAuthorization ? hasRole(principal, objectId) : hasPolicy(principal, objectId)
        switch granted {
        case true?: return .passed(what, "granted on \(vaultID.name)")
        case nil:
            return .warning(
                what,
                "could not be checked: the role assignments of \(vaultID.name) may not be read",
                fix: grant(principal, objectId)
            )
        case false?: return .blocking(what, "it may not use the secrets of \(vaultID.name)", fix: grant(principal, objectId))
        }
    }

    private func missing(_ principal: FirstParty, _ what: String) -> Finding {
        .blocking(what, "the tenant \(world.tenantId) does not know this principal yet", fix: "az ad sp create --id \(principal.appId)")
    }

    private func hasPolicy(_ principal: FirstParty, _ objectId: String) -> Bool? {
        vault.accessPolicies.contains { policy in
            policy.objectId.caseInsensitiveEquals(objectId)
                && principal.secretPermissions.allSatisfy { policy.allowsSecrets(SecretPermission(rawValue: $0)) }
        }
    }

    private func hasRole(_ principal: FirstParty, _ objectId: String) async throws -> Bool? {
        do {
            for try await assignment in world.roleAssignments.list(scope: vaultID)
            where assignment.principalId.caseInsensitiveEquals(objectId) {
                if principal.roles.contains(where: { $0.id == assignment.roleId }) { return true }
            }
            return false
        } catch {
            guard error.code == .forbidden else { throw error }
            return nil
        }
    }

    private func grant(_ principal: FirstParty, _ objectId: String) -> String {
        guard vault.enableRbacAuthorization, let role = principal.roles.first else {
            return
                "az keyvault set-policy --name \(vaultID.name) --object-id \(objectId) --secret-permissions \(principal.secretPermissions.joined(separator: " "))"
        }
        return
            "az role assignment create --assignee-object-id \(objectId) --assignee-principal-type ServicePrincipal --role '\(role.name)' --scope \(vaultID)"
    }
}
