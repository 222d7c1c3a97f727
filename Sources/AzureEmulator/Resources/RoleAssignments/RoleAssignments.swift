import JSON

/// Role assignments at any scope: PUT, GET, list.
enum RoleAssignments {
    static let type = "Microsoft.Authorization/roleAssignments"

    static let kind = ResourceKind(
        type: type,
        versions: .authorization,
        get: ResourceKind.show,
        put: put,
        delete: delete,
        list: list
    )

    private static let put: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let asked = try call.body()["properties"]
        guard let role = asked?["roleDefinitionId"]?.string, let principal = asked?["principalId"]?.string else {
            throw .arm(400, "InvalidRequestContent", "A role assignment needs properties.roleDefinitionId and properties.principalId.")
        }
        let isTwin = state.resources.all(type).contains {
            $0.id.lowercased() != call.id.lowercased() && $0.properties["scope"]?.string?.lowercased() == call.path.scope.lowercased()
                && $0.properties["roleDefinitionId"]?.string == role && $0.properties["principalId"]?.string == principal
        }
        guard !isTwin else { throw .arm(409, "RoleAssignmentExists", "The role assignment already exists.") }
        let assignment = Resource(
            id: call.id,
            name: call.path.name,
            type: type,
            envelope: [:],
            properties: [
                "roleDefinitionId": .string(role), "principalId": .string(principal),
                "principalType": asked?["principalType"] ?? "ServicePrincipal", "scope": .string(call.path.scope),
            ]
        )
        state.resources[call.id] = assignment
        return .json(201, assignment.document)
    }

    private static let delete: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let assignment = state.resources[call.id] else { return .noContent }
        state.resources[call.id] = nil
        return .json(200, assignment.document)
    }

    /// What holds at a scope: assignments at it, above it and below it, or with `atScope()` none below.
    private static let list: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let filter = call.request.query("$filter")?.lowercased() ?? ""
        let principal = filter.split(separator: "'").dropFirst().first.map(String.init)
        let found = state.resources.all(type).filter { assignment in
            call.path.lists(whatIsAt: assignment.properties["scope"]?.string ?? "", andBelow: !filter.contains("atscope()"))
                && (principal == nil || assignment.properties["principalId"]?.string?.lowercased() == principal)
        }
        return try state.page(of: found, call)
    }
}
