import FoundationEssentials
import JSON

/// Resource groups: HEAD, GET, PUT, DELETE, list.
enum ResourceGroups {
    static let type = "Microsoft.Resources/resourceGroups"

    static func answer(_ call: ResourceCall, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        let name = call.path.resourceGroup ?? ""
        let id = state.groupID(name)
        switch call.request.method {
        case "GET":
            guard let group = state.resources[id] else {
                throw .arm(404, "ResourceGroupNotFound", "Resource group '\(name)' could not be found.")
            }
            return .json(200, group.document)
        case "HEAD":
            return EmulatorResponse(status: state.resources[id] == nil ? 404 : 204)
        case "PUT":
            return try put(name, id, call, &state)
        case "DELETE":
            return try delete(name, id, call, &state)
        default:
            throw .arm(405, "MethodNotAllowed", "The requested resource does not support http method '\(call.request.method)'.")
        }
    }

    private static func put(_ name: String, _ id: String, _ call: ResourceCall, _ state: inout EmulatorState) throws(ServiceFailure)
        -> EmulatorResponse
    {
        let body = try call.body()
        guard isName(name) else {
            throw .arm(400, "InvalidResourceGroup", "The resource group name '\(name)' has a character or an end it cannot have.")
        }
        guard let location = body["location"]?.string, !location.isEmpty else {
            throw .arm(400, "LocationRequired", "The location property is required for this definition.")
        }
        let known = state.resources[id]
        if let old = known?.envelope["location"]?.string, !sameLocation(old, location) {
            throw .arm(409, "InvalidResourceGroupLocation", "Resource group '\(name)' already exists in location '\(old)'.")
        }
        var envelope: JSONObject = ["location": .string(location)]
        if let tags = body["tags"], !tags.isNull { envelope["tags"] = tags }
        let group = Resource(
            id: known?.id ?? id,
            name: known?.name ?? name,
            type: type,
            envelope: envelope,
            properties: ["provisioningState": "Succeeded"]
        )
        state.resources[id] = group
        return .json(known == nil ? 201 : 200, group.document)
    }

    /// Everything in the group goes: orders are revoked, vaults deleted softly. What was accepted is done at once, and the address
    /// to ask after says so.
    private static func delete(_ name: String, _ id: String, _ call: ResourceCall, _ state: inout EmulatorState) throws(ServiceFailure)
        -> EmulatorResponse
    {
        guard state.resources[id] != nil else {
            throw .arm(404, "ResourceGroupNotFound", "Resource group '\(name)' could not be found.")
        }
        for order in state.resources.list(CertificateOrders.type, under: id) { state.deleteOrder(order, call.trace) }
        for vault in state.resources.list(Vaults.type, under: id) { state.deleteVault(vault) }
        for kind in RecordSets.kinds {
            for set in state.resources.list(kind.type, under: id) { RecordSets.remove(set, &state) }
        }
        state.resources.remove(id)
        let operation = base64URL(Data("delete \(name)".utf8))
        let address = "\(state.origin.url)/subscriptions/\(state.tenant.subscriptionID)/operationresults/\(operation)"
        var response = EmulatorResponse(status: 202)
        response.headers.set("Location", "\(address)?api-version=\(call.apiVersion)")
        response.headers.set("Retry-After", String(state.settings.retryAfterSeconds))
        return response
    }

    private static func isName(_ name: String) -> Bool {
        (1...90).contains(name.count) && !name.hasSuffix(".") && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.()".contains($0) }
    }
}

/// Regions are named `West Europe` and `westeurope` alike.
func sameLocation(_ left: String, _ right: String) -> Bool {
    func bare(_ text: String) -> String { text.lowercased().replacing(" ", with: "") }
    return bare(left) == bare(right)
}
