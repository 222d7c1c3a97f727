import JSON

/// One authenticated call to Resource Manager, with everything a handler needs beside the state.
struct ResourceCall: Sendable {
    let request: EmulatorRequest
    let path: ResourcePath
    /// The resource's id with the type's own casing; for a collection the id without a last name.
    let id: String
    let apiVersion: String
    let caller: Caller

    var trace: Trace { request.trace }

    /// The resource as messages name it: provider, types and names, without an action on it.
    var pathInGroup: String { String(id.dropFirst(path.scope.count + "/providers/".count)) }

    /// For a call on an order or on something of one: the order's id.
    var orderID: String {
        guard let name = path.names.first else { return id }
        return "\(path.scope)/providers/\(CertificateOrders.type)/\(name)"
    }

    /// The body as an object; tags in it, on any resource, are texts.
    func body() throws(ServiceFailure) -> JSONObject {
        guard let value = try? JSONValue(parsing: request.body), let object = value.object else {
            throw .arm(400, "InvalidRequestContent", "The request content was invalid and could not be read as a JSON object.")
        }
        if let tags = object["tags"], !tags.isNull, tags.object?.allSatisfy({ $0.value.string != nil }) != true {
            throw .arm(400, "InvalidRequestContent", "The request content was invalid: tags must be an object of texts.")
        }
        return object
    }
}

/// A type of resource and what can be done with it. Absent operations answer 405.
struct ResourceKind: Sendable {
    typealias Handler = @Sendable (inout EmulatorState, ResourceCall) throws(ServiceFailure) -> EmulatorResponse

    let type: String
    let versions: APIVersions
    var get: Handler?
    var put: Handler?
    var patch: Handler?
    var delete: Handler?
    var list: Handler?
    var actions: [String: Handler] = [:]

    /// One line a kind of resource.
    static let all: [String: ResourceKind] = {
        let kinds =
            [
                CertificateOrders.kind, OrderCertificates.kind, CertificateOrderOperations.kind, PurchaseValidation.kind,
                CertificateOrderOperations.statusKind, Detectors.kind, WebCertificates.kind, Sites.kind, Sites.slotKind,
                HostNameBindings.kind, HostNameBindings.slotKind, Plans.kind, Vaults.kind, VaultAccessPolicies.kind, DeletedVaults.kind,
                DeletedVaults.list, VaultNames.kind, RoleAssignments.kind, Locks.kind, ResourceGraph.kind, DNSZones.kind,
            ] + RecordSets.kinds + RecordSets.lists
        return Dictionary(uniqueKeysWithValues: kinds.map { ($0.type.lowercased(), $0) })
    }()

    func handler(method: String) -> Handler? {
        switch method {
        case "GET": get
        case "PUT": put
        case "PATCH": patch
        case "DELETE": delete
        default: nil
        }
    }

    /// A plain read of what is stored.
    static let show: Handler = { (state, call) throws(ServiceFailure) in
        guard let resource = state.resources[call.id] else { throw .resourceNotFound(call) }
        return .json(200, state.document(of: resource, for: call.apiVersion))
    }

    /// A plain page of what is stored under the call's scope.
    static func page(of type: String) -> Handler {
        { (state, call) throws(ServiceFailure) in
            try state.page(type, under: call.path.names.isEmpty ? call.path.scope : call.parentID, call)
        }
    }
}

extension ResourceCall {
    /// For a collection below a resource: that resource's id.
    var parentID: String { id }
}
