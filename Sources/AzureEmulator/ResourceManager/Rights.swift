import JSON

/// What built-in roles allow at Resource Manager.
enum Role {
    case owner, contributor, reader, website, keyVault, accessAdministrator

    private static let known: [String: Role] = [
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": .owner, "b24988ac-6180-42a0-ab88-20f7382dd24c": .contributor,
        "acdd72a7-3385-48ef-bd42-f606fba81ae7": .reader, "de139f84-1756-47ae-9be6-808fbbe84772": .website,
        "f25e0fa2-a7c4-4377-a976-54943a77a395": .keyVault, "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": .accessAdministrator,
    ]

    init?(definition: String) {
        guard let role = definition.split(separator: "/").last.flatMap({ Self.known[$0.lowercased()] }) else { return nil }
        self = role
    }

    func allows(_ action: String) -> Bool {
        let action = action.lowercased()
        let isRead = action.hasSuffix("/read")
        return switch self {
        case .owner: true
        case .contributor: isRead || !action.hasPrefix("microsoft.authorization/")
        case .reader: isRead
        case .website: action.hasPrefix("microsoft.web/") || action == "microsoft.resources/subscriptions/resourcegroups/read"
        case .keyVault: action.hasPrefix("microsoft.keyvault/")
        case .accessAdministrator: isRead || action.hasPrefix("microsoft.authorization/")
        }
    }
}

extension EmulatorState {
    /// The tenant's own client may do everything; any other what roles at the scope or above allow it.
    func may(_ caller: Caller, _ action: String, at scope: String) -> Bool {
        if caller.objectID == tenant.client.objectID { return true }
        let scope = scope.lowercased()
        return resources.all(RoleAssignments.type).contains { assignment in
            let own = assignment.properties["scope"]?.string?.lowercased() ?? "none"
            return assignment.properties["principalId"]?.string?.lowercased() == caller.objectID
                && (scope == own || scope.hasPrefix(own + "/"))
                && Role(definition: assignment.properties["roleDefinitionId"]?.string ?? "")?.allows(action) == true
        }
    }

    func require(_ action: String, at scope: String, of caller: Caller) throws(ServiceFailure) {
        guard !may(caller, action, at: scope) else { return }
        let text = """
            The client '\(caller.appID)' with object id '\(caller.objectID)' does not have authorization to perform action '\(action)' \
            over scope '\(scope)' or the scope is invalid. If access was recently granted, please refresh your credentials.
            """
        throw .arm(403, "AuthorizationFailed", text)
    }
}

extension ResourceCall {
    /// The call as a right: `Namespace/type/write`.
    func right(_ kind: ResourceKind, isAction: Bool) -> String {
        if isAction {
            let action = path.types.last ?? ""
            return kind.type.lowercased().hasSuffix("/\(action.lowercased())") ? "\(kind.type)/action" : "\(kind.type)/\(action)/action"
        }
        switch request.method {
        case "GET", "HEAD": return "\(kind.type)/read"
        case "DELETE": return "\(kind.type)/delete"
        default: return "\(kind.type)/write"
        }
    }
}
