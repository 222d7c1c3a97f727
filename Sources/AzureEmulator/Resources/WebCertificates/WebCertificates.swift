import CertificateMaterial
import Crypto
import FoundationEssentials
import JSON

/// Certificates App Service can serve: imported from a vault or uploaded as a PFX.
enum WebCertificates {
    static let type = "Microsoft.Web/certificates"

    static let kind = ResourceKind(
        type: type,
        versions: .web,
        get: ResourceKind.show,
        put: put,
        patch: patch,
        delete: delete,
        list: ResourceKind.page(of: type)
    )

    /// The stored tree with what depends on the time and on where the emulator listens.
    static func document(_ certificate: Resource, _ state: EmulatorState) -> JSONValue {
        var shown = certificate
        let end = certificate.properties["expirationDate"]?.string.flatMap(RFC3339.date)
        shown.properties["valid"] = .bool(end.map { $0 > state.now } ?? false)
        shown.properties["selfLink"] = .string(state.origin.url + certificate.id)
        return shown.document
    }

    /// The same PUT again is a sync: the current secret version is read and bindings move to its thumbprint.
    private static let put: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let body = try call.body()
        guard let location = body["location"]?.string, !location.isEmpty else {
            throw .appService(400, "BadRequest", "The parameter location has an invalid value.")
        }
        let asked = body["properties"]
        try requirePlan(asked, location, call, state)
        let source = try CertificateSource(asked, state)
        if case .vault(let vault, _) = source, !state.may(call.caller, "Microsoft.KeyVault/vaults/write", at: vault.normalised) {
            let text = "The client '\(call.caller.appID)' does not have write access to the linked scope '\(vault.normalised)'."
            throw .arm(403, "LinkedAuthorizationFailed", text)
        }
        let bundle = try source.read(state)
        let known = state.resources[call.id]
        var certificate = make(
            id: known?.id ?? call.id,
            name: known?.name ?? call.path.name,
            location: location,
            plan: asked?["serverFarmId"] ?? nil,
            bundle,
            source
        )
        if let tags = body["tags"]?.object { certificate.envelope["tags"] = .object(tags) }
        try store(certificate, source, &state)
        return .json(200, document(certificate, state))
    }

    /// Changes tags; with a vault's members it reads the secret again.
    private static let patch: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard var known = state.resources[call.id] else { throw .resourceNotFound(call) }
        let body = try call.body()
        if let tags = body["tags"]?.object { known.envelope["tags"] = .object(tags) }
        guard let changes = body["properties"]?.object, changes["keyVaultId"] ?? changes["pfxBlob"] != nil else {
            state.resources[known.id] = known
            return .json(200, document(known, state))
        }
        let source = try CertificateSource(.object(changes), state)
        let location = known.envelope["location"]?.string ?? ""
        var fresh = make(
            id: known.id,
            name: known.name,
            location: location,
            plan: known.properties["serverFarmId"] ?? nil,
            try source.read(state),
            source
        )
        fresh.envelope = known.envelope
        try store(fresh, source, &state)
        return .json(200, document(fresh, state))
    }

    private static let delete: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let certificate = state.resources[call.id] else { return .noContent }
        let bound = state.bindings(of: certificate.thumbprint, in: Webspace(certificate))
        if let binding = bound.first {
            let text =
                "Cannot remove certificate with thumbprint '\(certificate.thumbprint)' because it is used for hostname '\(binding.hostName)'."
            throw .appService(409, "Conflict", text)
        }
        state.resources[certificate.id] = nil
        return EmulatorResponse(status: 200)
    }

    private static func requirePlan(
        _ asked: JSONValue?,
        _ location: String,
        _ call: ResourceCall,
        _ state: EmulatorState
    ) throws(ServiceFailure) {
        guard let id = asked?["serverFarmId"]?.string, !id.isEmpty else { return }
        guard let plan = state.resources[id], plan.type == Plans.type else {
            throw .appService(404, "NotFound", "The server farm '\(id)' was not found.")
        }
        guard sameLocation(plan.envelope["location"]?.string ?? "", location) else {
            throw .appService(
                409,
                "Conflict",
                "The certificate's location '\(location)' is not the location of the server farm '\(plan.name)'."
            )
        }
    }

    private static func make(
        id: String,
        name: String,
        location: String,
        plan: JSONValue,
        _ bundle: PKCS12,
        _ source: CertificateSource
    ) -> Resource {
        let leaf = bundle.chain.first
        let names = leaf?.dnsNames.map(JSONValue.string) ?? []
        var properties: JSONObject = [
            "friendlyName": "", "subjectName": .string(leaf?.commonName ?? ""), "hostNames": .array(names),
            "issuer": .string(leaf?.issuer ?? ""), "thumbprint": .string(leaf?.thumbprint ?? ""), "password": nil,
            "publicKeyHash": .string(leaf.map { Hexadecimal.text(Insecure.SHA1.hash(data: $0.publicKeyInfo.der)) } ?? ""),
            "cerBlob": .string(Data(leaf?.der ?? []).base64EncodedString()),
            "serverFarmId": plan,
        ]
        if let leaf {
            properties["issueDate"] = .string(RFC3339.text(leaf.notBefore))
            properties["expirationDate"] = .string(RFC3339.text(leaf.notAfter))
        }
        if case .vault(let vault, let secret) = source {
            properties["keyVaultId"] = .string(vault.normalised)
            properties["keyVaultSecretName"] = .string(secret.lowercased())
            properties["keyVaultSecretStatus"] = "Succeeded"
        }
        var made = Resource(
            id: id,
            name: name,
            type: type,
            envelope: ["location": .string(location)],
            properties: properties
        )
        made.hidden = [
            "key": .string(bundle.key.pem),
            "chain": .array(bundle.chain.filter { $0.subject != $0.issuer }.map { .string($0.pem) }),
        ]
        return made
    }

    /// A thumbprint exists once in a webspace. Bindings follow a vault's certificate; an uploaded one is not exchanged under them.
    private static func store(_ certificate: Resource, _ source: CertificateSource, _ state: inout EmulatorState) throws(ServiceFailure) {
        let space = Webspace(certificate)
        if let twin = state.webCertificate(certificate.thumbprint, in: space), twin.id.lowercased() != certificate.id.lowercased() {
            let text = """
                Another certificate exists with same thumbprint \(certificate.thumbprint) at location \
                \(twin.envelope["location"]?.string ?? "") in the Resource Group \(space.resourceGroup).
                """
            throw .appService(409, "Conflict", text)
        }
        let before = state.resources[certificate.id]?.thumbprint
        if let before, before != certificate.thumbprint {
            let bound = state.bindings(of: before, in: space)
            if case .upload = source, let binding = bound.first {
                throw .appService(409, "Conflict", "Cannot replace the certificate because it is used for hostname '\(binding.hostName)'.")
            }
            for binding in bound {
                state.resources.update(binding.id) { $0.properties["thumbprint"] = .string(certificate.thumbprint) }
            }
        }
        state.resources[certificate.id] = certificate
    }

    /// Imports a vault's certificate for the sites beside the given one, as a scenario does; its thumbprint.
    static func importFromVault(
        _ name: String,
        beside site: String,
        location: JSONValue,
        _ pointer: JSONObject,
        _ state: inout EmulatorState
    ) throws(ServiceFailure) -> String {
        let source = try CertificateSource(.object(pointer), state)
        let group = Resource.parent(of: Resource.parent(of: site))
        let certificate = make(
            id: "\(group)/providers/\(type)/\(name)",
            name: name,
            location: location.string ?? "",
            plan: state.resources[site]?.properties["serverFarmId"] ?? nil,
            try source.read(state),
            source
        )
        try store(certificate, source, &state)
        return certificate.thumbprint
    }

    static func covers(_ certificate: Resource, _ host: String) -> Bool {
        leaf(of: certificate)?.covers(hostName: host) ?? false
    }

    private static func leaf(of certificate: Resource) -> CertificateFacts? {
        certificate.hidden["chain"]?[0]?.string.flatMap { try? CertificateFacts(pem: $0) }
    }

    /// Reads the secret again, as the daily job does; trouble leaves the certificate as it was. A version that was read is not
    /// opened again, for a year of days is passed in one request, and each opening derives a key from a password.
    static func sync(_ certificate: Resource, _ state: inout EmulatorState) {
        guard let source = CertificateSource.stored(certificate), let version = source.version(state),
            certificate.hidden["secretVersion"]?.string != version, let bundle = try? source.read(state)
        else { return }
        guard bundle.chain.first?.thumbprint != certificate.thumbprint else {
            state.resources.update(certificate.id) { $0.hidden["secretVersion"] = .string(version) }
            return
        }
        var fresh = make(
            id: certificate.id,
            name: certificate.name,
            location: certificate.envelope["location"]?.string ?? "",
            plan: certificate.properties["serverFarmId"] ?? nil,
            bundle,
            source
        )
        fresh.envelope = certificate.envelope
        fresh.hidden["secretVersion"] = .string(version)
        // A thumbprint another certificate of the webspace has by now: this one stays as it is until that changes.
        try? store(fresh, source, &state)
    }
}
