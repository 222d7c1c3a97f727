import JSON

/// The control API's part about who exists: clients with what they prove themselves with, and managed identities.
extension EmulatorState {
    mutating func identityControl(_ request: EmulatorRequest, _ words: [String]) throws(ServiceFailure) -> EmulatorResponse {
        switch (request.method, words.count, words[0], words.count > 2 ? words[2] : "") {
        case ("GET", 1, "clients", _): return .json(200, clientsJSON)
        case ("POST", 1, "clients", _): return .json(201, try addClient(request.controlBody()))
        case ("DELETE", 2, "clients", _):
            try removeClient(words[1])
            return .noContent
        case ("POST", 3, "clients", "certificates"): return .json(201, try addCertificate(words[1], request.controlBody()))
        case ("POST", 3, "clients", "federatedCredentials"): return .json(201, try addFederated(words[1], request.controlBody()))
        case ("DELETE", 4, "clients", "certificates"), ("DELETE", 4, "clients", "federatedCredentials"):
            try removeProof(of: words[1], words[2], words[3])
            return .noContent
        case ("GET", 1, "identities", _):
            let all = managedIdentities.map(\.json)
            return .json(200, ["identities": .array(all), "environment": MachineEndpoints.environment(self)])
        case ("POST", 1, "identities", _): return .json(201, try addIdentity(request.controlBody()))
        case ("DELETE", 2, "identities", _):
            guard removeIdentity(words[1]) else { throw .control("no identity has the id '\(words[1])'", status: 404) }
            return .noContent
        default:
            throw .control("the control API has nothing at \(request.method) \(request.path)", status: 404)
        }
    }

    /// The application id of a client, given that or its object id.
    private func application(_ id: String) throws(ServiceFailure) -> String {
        let known = [tenant.client] + clients.map(\.principal)
        guard let found = known.first(where: { [$0.appID, $0.objectID].contains(id.lowercased()) }) else {
            throw .control("no client has the id '\(id)'", status: 404)
        }
        return found.appID
    }

    private mutating func addCertificate(_ id: String, _ body: JSONObject) throws(ServiceFailure) -> JSONValue {
        let client = try application(id)
        guard let pem = body["pem"]?.string else { throw .control("a certificate is {\"pem\":\"-----BEGIN CERTIFICATE-----…\"}") }
        let certificate = try RegisteredCertificate(pem: pem)
        try proofs[client, default: ApplicationProofs()].add(certificate)
        return certificate.json
    }

    /// Keys given here are the issuer's from now on, whoever else it is registered for.
    private mutating func addFederated(_ id: String, _ body: JSONObject) throws(ServiceFailure) -> JSONValue {
        let client = try application(id)
        let credential = try FederatedCredential(body)
        let keys = try body["keys"].map { json throws(ServiceFailure) in try IssuerKeys(json) } ?? issuerKeys[credential.issuer]
        guard let keys else { throw .control("the keys of \(credential.issuer) are not known yet: give its key set in keys") }
        try proofs[client, default: ApplicationProofs()].add(credential)
        issuerKeys[credential.issuer] = keys
        return credential.json
    }

    private mutating func removeProof(of id: String, _ kind: String, _ proof: String) throws(ServiceFailure) {
        let client = try application(id)
        var held = proofs[client] ?? ApplicationProofs()
        guard kind == "certificates" ? held.remove(certificate: proof) : held.remove(federated: proof) else {
            throw .control("the client has no such entry: '\(proof)'", status: 404)
        }
        proofs[client] = held.isEmpty ? nil : held
    }

    private mutating func removeClient(_ id: String) throws(ServiceFailure) {
        let client = try application(id)
        guard client != tenant.client.appID else { throw .control("the client of the ready file stays") }
        clients.removeAll { $0.principal.appID == client }
        proofs[client] = nil
    }
}
