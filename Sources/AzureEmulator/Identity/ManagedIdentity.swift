import JSON

/// An identity that a machine has from the platform: of the machine itself, or assigned to it by a user.
struct ManagedIdentity: Sendable {
    /// Where tokens for it are handed out.
    enum Machine: String, Sendable, CaseIterable {
        case virtualMachine, appService

        /// The resource whose own identity it is.
        var resource: String {
            switch self {
            case .virtualMachine: "Microsoft.Compute/virtualMachines/demo-vm"
            case .appService: "Microsoft.Web/sites/demo-site"
            }
        }
    }

    enum Kind: String, Sendable, CaseIterable {
        case system = "SystemAssigned"
        case user = "UserAssigned"
    }

    let principal: Tenant.Principal
    let kind: Kind
    let machines: [Machine]
    let resourceID: String

    var json: JSONValue {
        [
            "clientId": .string(principal.appID), "objectId": .string(principal.objectID), "displayName": .string(principal.displayName),
            "type": .string(kind.rawValue), "on": .array(machines.map { .string($0.rawValue) }), "resourceId": .string(resourceID),
        ]
    }

    init(principal: Tenant.Principal, kind: Kind, machines: [Machine], resourceID: String) {
        (self.principal, self.kind, self.machines, self.resourceID) = (principal, kind, machines, resourceID)
    }

    init(fields: JSONFields) throws {
        self.init(
            principal: Tenant.Principal(
                appID: try fields.requiredString("clientId"),
                objectID: try fields.requiredString("objectId"),
                displayName: try fields.requiredString("displayName")
            ),
            kind: Kind(rawValue: try fields.requiredString("type")) ?? .user,
            machines: (try fields.strings("on") ?? []).compactMap(Machine.init),
            resourceID: try fields.requiredString("resourceId")
        )
    }
}

extension EmulatorState {
    private static let identityLimit = 50

    /// How a request chooses among a machine's identities; names are compared without casing.
    enum IdentityChoice: Equatable {
        case any
        case clientID(String)
        case objectID(String)
        case resourceID(String)
    }

    /// The machine's own, or the one assigned to it that is asked for. Where a machine has none of its own, the only one assigned to it
    /// serves on a virtual machine.
    func identity(of machine: ManagedIdentity.Machine, _ choice: IdentityChoice) throws(IdentityAbsence) -> ManagedIdentity {
        let all = managedIdentities.filter { $0.machines.contains(machine) }
        let chosen: ManagedIdentity?
        switch choice {
        case .any:
            if let own = all.first(where: { $0.kind == .system }) { return own }
            guard machine == .virtualMachine else { throw .notFound }
            guard all.count <= 1 else { throw .ambiguous }
            chosen = all.first
        case .clientID(let id): chosen = all.first { $0.principal.appID == id.lowercased() }
        case .objectID(let id): chosen = all.first { $0.principal.objectID == id.lowercased() }
        case .resourceID(let id): chosen = all.first { $0.resourceID.lowercased() == id.lowercased() }
        }
        guard let chosen else { throw .notFound }
        return chosen
    }

    mutating func addIdentity(_ body: JSONObject) throws(ServiceFailure) -> JSONValue {
        guard managedIdentities.count < Self.identityLimit else { throw .control("there are \(Self.identityLimit) identities already") }
        guard let kind = ManagedIdentity.Kind(rawValue: body["type"]?.string ?? "") else {
            throw .control("type must be SystemAssigned or UserAssigned")
        }
        let words = body["on"]?.array?.map { $0.string ?? "" } ?? ManagedIdentity.Machine.allCases.map(\.rawValue)
        let machines = ManagedIdentity.Machine.allCases.filter { words.contains($0.rawValue) }
        guard !machines.isEmpty, machines.count == Set(words).count else {
            throw .control("on is a list of \(ManagedIdentity.Machine.allCases.map(\.rawValue).joined(separator: " and "))")
        }
        let name = body["displayName"]?.string ?? "identity-\(managedIdentities.count + 1)"
        let resource: String
        switch kind {
        case .system:
            guard let machine = machines.first, machines.count == 1 else {
                throw .control("a SystemAssigned identity is of one machine: name it in on")
            }
            guard !managedIdentities.contains(where: { $0.kind == .system && $0.machines == machines }) else {
                throw .control("\(machine.rawValue) has an identity of its own already", status: 409)
            }
            resource = machine.resource
        case .user: resource = "Microsoft.ManagedIdentity/userAssignedIdentities/\(name)"
        }
        let identity = ManagedIdentity(
            principal: Tenant.Principal(appID: guid(), objectID: guid(), displayName: name),
            kind: kind,
            machines: machines,
            resourceID: "\(groupID(Self.demoGroup))/providers/\(resource)"
        )
        guard !managedIdentities.contains(where: { $0.resourceID.lowercased() == identity.resourceID.lowercased() }) else {
            throw .control("there is an identity named '\(name)' already", status: 409)
        }
        managedIdentities.append(identity)
        return identity.json
    }

    /// By client or object id; whether there was one.
    mutating func removeIdentity(_ id: String) -> Bool {
        let before = managedIdentities.count
        managedIdentities.removeAll { [$0.principal.appID, $0.principal.objectID].contains(id.lowercased()) }
        return managedIdentities.count < before
    }
}

/// Why a machine has no token to give.
enum IdentityAbsence: Error {
    case notFound
    /// Several are assigned and none was asked for.
    case ambiguous
}
