import JSON

/// An application that can ask for tokens.
struct Client: Sendable {
    let principal: Tenant.Principal
    let secret: String
}

/// Clients beside the tenant's own. A new one has no rights until role assignments or access policies give it some.
extension EmulatorState {
    private static let clientLimit = 100

    func client(_ appID: String) -> Client? {
        let all = [Client(principal: tenant.client, secret: tenant.clientSecret)] + clients
        return all.first { $0.principal.appID == appID.lowercased() }
    }

    var principals: [Tenant.Principal] { tenant.principals + clients.map(\.principal) + managedIdentities.map(\.principal) }

    /// The tenant's own client is among them once it has more than its secret, which the ready file holds.
    var clientsJSON: JSONValue {
        let own = Client(principal: tenant.client, secret: tenant.clientSecret)
        let shown = (proofs[own.principal.appID] == nil ? [] : [own]) + clients
        return ["clients": .array(shown.map(withProofs))]
    }

    private func withProofs(_ client: Client) -> JSONValue {
        let held = proofs[client.principal.appID] ?? ApplicationProofs()
        var shown = client.json.object ?? [:]
        shown["keyCredentials"] = .array(held.certificates.map(\.json))
        shown["federatedIdentityCredentials"] = .array(held.federated.map(\.json))
        return .object(shown)
    }

    mutating func addClient(_ body: JSONObject) throws(ServiceFailure) -> JSONValue {
        guard clients.count < Self.clientLimit else { throw .control("there are \(Self.clientLimit) clients already") }
        let name = body["displayName"]?.string ?? "client \(clients.count + 1)"
        let principal = Tenant.Principal(appID: guid(), objectID: guid(), displayName: name)
        let client = Client(principal: principal, secret: guid().replacing("-", with: "") + "~emulator")
        clients.append(client)
        return client.json
    }
}

extension Client {
    /// With the secret, which is a throwaway as everything here is.
    var json: JSONValue {
        [
            "clientId": .string(principal.appID), "clientSecret": .string(secret), "objectId": .string(principal.objectID),
            "displayName": .string(principal.displayName),
        ]
    }

    init(fields: JSONFields) throws {
        principal = Tenant.Principal(
            appID: try fields.requiredString("clientId"),
            objectID: try fields.requiredString("objectId"),
            displayName: try fields.requiredString("displayName")
        )
        secret = try fields.requiredString("clientSecret")
    }
}
