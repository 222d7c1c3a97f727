import FoundationEssentials
import JSON

/// Microsoft Graph, as far as finding a service principal by its application.
enum ServicePrincipals {
    static func answer(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) -> EmulatorResponse {
        do {
            return try find(request, &state, real: real)
        } catch {
            return error.response
        }
    }

    private static func find(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) throws(ServiceFailure)
        -> EmulatorResponse
    {
        do {
            _ = try TokenCheck.caller(request, for: .graph, &state, real: real)
        } catch {
            throw error.graphFailure()
        }
        let words = request.segments.map { $0.lowercased() }
        let isKnown = request.method == "GET" && words.count >= 3 && ["v1.0", "beta"].contains(words[1]) && words[2] == "serviceprincipals"
        if isKnown, words.count == 4, let found = state.principals.first(where: { $0.objectID == words[3] }) {
            return .json(200, document(found, state))
        }
        guard isKnown, words.count == 3 else {
            throw .graph(404, "Request_ResourceNotFound", "The resource '\(request.path)' does not exist here.")
        }
        guard let filter = request.query("$filter") else {
            return .json(200, page(state.principals, state))
        }
        let parts = filter.split(separator: "'", omittingEmptySubsequences: false)
        let condition = parts[0].lowercased().replacing(" ", with: "")
        guard parts.count == 3, condition == "appideq" || condition == "serviceprincipalnames/any(c:ceq" else {
            throw .graph(400, "Request_UnsupportedQuery", "Only the filter appId eq '…' is understood here, or one by a principal's name.")
        }
        return .json(200, page(state.principals.filter { $0.appID == parts[1].lowercased() }, state))
    }

    private static func page(_ principals: [Tenant.Principal], _ state: EmulatorState) -> JSONValue {
        let value = principals.map { document($0, state) }
        return ["@odata.context": .string("\(state.origin.graph)/v1.0/$metadata#servicePrincipals"), "value": .array(value)]
    }

    private static func document(_ principal: Tenant.Principal, _ state: EmulatorState) -> JSONValue {
        let isManaged = state.managedIdentities.contains { $0.principal.objectID == principal.objectID }
        return [
            "id": .string(principal.objectID), "appId": .string(principal.appID), "displayName": .string(principal.displayName),
            "servicePrincipalType": isManaged ? "ManagedIdentity" : "Application", "accountEnabled": true,
        ]
    }
}
