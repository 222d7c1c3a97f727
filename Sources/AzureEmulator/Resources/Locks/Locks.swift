import JSON

/// Management locks at any scope, and what they stop.
enum Locks {
    static let type = "Microsoft.Authorization/locks"

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
        guard let level = ["CanNotDelete", "ReadOnly"].first(where: { $0.lowercased() == asked?["level"]?.string?.lowercased() }) else {
            throw .arm(400, "InvalidLockProperties", "A lock needs properties.level, CanNotDelete or ReadOnly.")
        }
        let known = state.resources[call.id]
        let lock = Resource(
            id: known?.id ?? call.id,
            name: known?.name ?? call.path.name,
            type: type,
            envelope: [:],
            properties: ["level": .string(level), "notes": asked?["notes"] ?? nil]
        )
        state.resources[lock.id] = lock
        return .json(known == nil ? 201 : 200, lock.document)
    }

    private static let delete: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard state.resources[call.id] != nil else { return .noContent }
        state.resources[call.id] = nil
        return EmulatorResponse(status: 200)
    }

    /// What holds at the scope: locks on it and above it, and without `atScope()` those below it.
    private static let list: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let isAtScope = call.request.query("$filter")?.lowercased().contains("atscope()") == true
        let found = state.resources.all(type).filter { call.path.lists(whatIsAt: scope(of: $0), andBelow: !isAtScope) }
        return try state.page(of: found, call)
    }

    fileprivate static func scope(of lock: Resource) -> String {
        lock.id.lowercased().split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    }
}

extension EmulatorState {
    /// A lock at a resource, above it or, against deletion, below it stops the call.
    func requireUnlocked(_ call: ResourceCall) throws(ServiceFailure) {
        guard !["GET", "HEAD"].contains(call.request.method), call.path.namespace?.lowercased() != "microsoft.authorization" else { return }
        let isDelete = call.request.method == "DELETE"
        guard let lock = lock(on: call.id, against: isDelete) else { return }
        let verb = isDelete ? "delete" : "write"
        let text = """
            The scope '\(call.id)' cannot perform \(verb) operation because following scope(s) are locked: \
            '\(Locks.scope(of: lock))'. Please remove the lock '\(lock.name)' and try again.
            """
        throw .arm(409, "ScopeLocked", text)
    }

    /// The first lock that keeps a resource from being deleted, or from being written.
    func lock(on id: String, against isDelete: Bool) -> Resource? {
        let target = id.lowercased()
        return resources.all(Locks.type).first { lock in
            let scope = Locks.scope(of: lock)
            let isAbove = target == scope || target.hasPrefix(scope + "/")
            guard isDelete else { return isAbove && lock.properties["level"]?.string == "ReadOnly" }
            return isAbove || scope.hasPrefix(target + "/")
        }
    }
}
