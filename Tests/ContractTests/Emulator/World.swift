import CertificateMaterial
import Foundation
import HTTPTypes
import JSON
import TestSupport

@testable import AzureEmulator

/// An emulator without sockets that is called by the operations of the table: verb and path are the table's, parameters and
/// bodies the test's. Every answer is kept.
struct World {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private static let audiences = ["https://management.azure.com", "https://vault.azure.net", "https://graph.microsoft.com"]

    struct Answer {
        let operation: OperationTable.Operation
        let version: String
        let status: Int
        let headers: HTTPFields
        let json: JSONValue
        let isEmpty: Bool

        var properties: JSONValue { json["properties"] ?? nil }
        /// The code of either envelope.
        var code: String? { json["error"]?["code"]?.string ?? json["Code"]?.string }
    }

    let table: OperationTable
    /// The api-versions in use, by service; the newest of the table where none is given.
    let versions: [String: String]
    private(set) var emulator: Emulator
    private(set) var answers: [Answer] = []
    private var real = World.start
    private var tokens: [String] = []
    /// What stands for a parameter of a path when a call does not say.
    var parameters: [String: String]

    init(_ settings: JSONObject = [:], versions: [String: String] = [:]) throws {
        table = try OperationTable.shared.get()
        self.versions = versions
        let authority = try Authority.make(validFrom: Self.start.addingTimeInterval(-86_400))
        var chosen = EmulatorSettings()
        try chosen.apply(settings)
        var state = EmulatorState(tenant: .make(), authority: authority, settings: chosen, startingAt: Self.start, seed: 7)
        state.origin.port = 4443
        state.origin.httpPort = 4480
        state.spareKeys = Array(repeating: try TestKeys.shared(), count: 200)
        state.seed()
        parameters = [
            "subscriptionId": state.tenant.subscriptionID, "resourceGroupName": EmulatorState.demoGroup, "certificateOrderName": "shop",
            "vaultName": "demo-vault", "location": "westeurope", "hostName": "shop.example", "slot": "staging", "secret-name": "note",
            "detectorName": "AutoRenewStatus", "operationKind": "add", "zoneName": "zone.example", "recordType": "TXT",
            "relativeRecordSetName": "@", "scope": state.groupID(EmulatorState.demoGroup), "lockName": "keep",
            "roleAssignmentName": "66666666-7777-8888-9999-000000000000",
        ]
        emulator = Emulator(state: state)
        renewTokens()
    }

    var state: EmulatorState { emulator.state }
    var group: String { state.groupID(EmulatorState.demoGroup) }
    func id(_ rest: String) -> String { "\(group)/providers/\(rest)" }
    func order(_ name: String) -> String { id("Microsoft.CertificateRegistration/certificateOrders/\(name)") }
    var vault: String { id("Microsoft.KeyVault/vaults/demo-vault") }
    var plan: String { id("Microsoft.Web/serverfarms/demo-plan") }

    /// One operation, kept among the answers.
    @discardableResult
    mutating func call(
        _ name: String,
        _ given: [String: String] = [:],
        query: String = "",
        body: JSONValue? = nil,
        headers: HTTPFields = HTTPFields()
    ) throws -> Answer {
        guard let operation = table.operations.first(where: { $0.id == name }) else { throw Unknown(operation: name) }
        let version = version(of: operation)
        var path = operation.path
        for (key, value) in parameters.merging(given, uniquingKeysWith: { $1 }) { path = path.replacing("{\(key)}", with: value) }
        path = path.replacing("//", with: "/")
        let target = "\(path)?api-version=\(version)\(query.isEmpty ? "" : "&")\(query)"
        let vault = given["vaultName"] ?? "demo-vault"
        let response = send(operation.verb, operation.service, target, body, headers, vault: vault)
        let json = (try? JSONValue(parsing: response.body)) ?? .null
        let answer = Answer(
            operation: operation,
            version: version,
            status: response.status,
            headers: response.headers,
            json: json,
            isEmpty: response.body.isEmpty
        )
        answers.append(answer)
        return answer
    }

    struct Unknown: Error { let operation: String }

    func version(of operation: OperationTable.Operation) -> String {
        let fixed = table.overlay["fixedVersion"]?[operation.id]?.string
        let asked = versions[operation.service].flatMap { operation.versions.contains($0) ? $0 : nil }
        return fixed ?? asked ?? operation.versions.last ?? ""
    }

    /// A request as it is, with a good token of the service unless the headers have one.
    mutating func send(
        _ verb: String,
        _ service: String,
        _ target: String,
        _ body: JSONValue?,
        _ headers: HTTPFields = HTTPFields(),
        vault: String = "demo-vault"
    ) -> EmulatorResponse {
        var headers = headers
        let token = service == "vault.secrets" ? tokens[1] : service == "graph" ? tokens[2] : tokens[0]
        if headers[.authorization] == nil { headers[.authorization] = "Bearer \(token)" }
        if headers[.contentType] == nil, body != nil { headers[.contentType] = "application/json" }
        let host = service == "vault.secrets" ? "\(vault).vault.localhost:4443" : "localhost:4443"
        let path = service == "graph" ? "/graph" + target : target
        return raw(EmulatorRequest(method: verb, authority: host, target: path, headers: headers, body: body?.bytes() ?? []))
    }

    mutating func raw(_ request: EmulatorRequest) -> EmulatorResponse { emulator.answer(request, real: real).response }

    @discardableResult
    mutating func control(_ method: String, _ path: String, _ body: JSONValue? = nil) -> JSONValue {
        let request = EmulatorRequest(method: method, authority: "localhost:4443", target: "/_emulator" + path, body: body?.bytes() ?? [])
        return (try? JSONValue(parsing: emulator.answer(request, real: real).response.body)) ?? nil
    }

    mutating func set(_ settings: JSONObject) { control("PATCH", "/settings", .object(settings)) }

    /// Time passes, real and virtual.
    mutating func wait(seconds: Double) {
        real.addTimeInterval(seconds)
        if seconds > 3000 { renewTokens() }
    }

    mutating func wait(days: Double) { wait(seconds: days * 86_400) }

    private mutating func renewTokens() {
        tokens = Self.audiences.map { audience in
            let header = bearer(state.tenant.client.appID, state.tenant.clientSecret, audience)[.authorization] ?? ""
            return String(header.dropFirst("Bearer ".count))
        }
    }

    /// The header with a new token for a client.
    mutating func bearer(_ client: String, _ secret: String, _ audience: String) -> HTTPFields {
        let form = "grant_type=client_credentials&client_id=\(client)&client_secret=\(secret)&scope=\(audience)/.default"
        let target = "/\(state.tenant.id)/oauth2/v2.0/token"
        let response = raw(EmulatorRequest(method: "POST", authority: "localhost:4443", target: target, body: Array(form.utf8)))
        let token = (try? JSONValue(parsing: response.body))?["access_token"]?.string ?? ""
        return [.authorization: "Bearer \(token)"]
    }
}

// What many tests begin with.
extension World {
    static func purchase(_ domain: String, _ more: JSONObject = [:]) -> JSONValue {
        let product = domain.hasPrefix("*.") ? "StandardDomainValidatedWildCardSsl" : "StandardDomainValidatedSsl"
        var properties: JSONObject = ["distinguishedName": .string("CN=\(domain)"), "productType": .string(product), "autoRenew": false]
        for (name, value) in more { properties[name] = value }
        return ["location": "global", "kind": "order", "tags": ["team": "shop"], "properties": .object(properties)]
    }

    /// Orders and waits until the order is placed.
    mutating func place(_ name: String = "shop", domain: String = "shop.example", _ more: JSONObject = [:]) throws {
        let body = Self.purchase(domain, more)
        try call("AppServiceCertificateOrders_CreateOrUpdate", ["certificateOrderName": name], body: body)
        wait(seconds: 1)
    }

    /// Publishes the token an order has now, and asks the authority to look.
    mutating func prove(_ name: String = "shop", domain: String = "shop.example") throws {
        let token = try properties(name)["domainVerificationToken"] ?? nil
        control("PUT", "/dns/\(domain)/TXT", ["values": [token]])
        try call("AppServiceCertificateOrders_VerifyDomainOwnership", ["certificateOrderName": name])
    }

    mutating func issue(_ name: String = "shop", domain: String = "shop.example", _ more: JSONObject = [:]) throws {
        try place(name, domain: domain, more)
        try prove(name, domain: domain.hasPrefix("*.") ? String(domain.dropFirst(2)) : domain)
        wait(seconds: 1)
    }

    mutating func properties(_ name: String = "shop") throws -> JSONValue {
        try call("AppServiceCertificateOrders_Get", ["certificateOrderName": name]).properties
    }

    var link: JSONValue { link(to: vault) }

    func link(to vault: String, secret: String = "shop-pfx") -> JSONValue {
        let properties: JSONValue = ["keyVaultId": .string(vault), "keyVaultSecretName": .string(secret)]
        return ["location": "global", "kind": "link", "tags": ["team": "shop"], "properties": properties]
    }

    /// Stores the order's certificate in the vault.
    mutating func store(_ body: JSONValue? = nil, waiting seconds: Double = 1) throws {
        try call("AppServiceCertificateOrders_CreateOrUpdateCertificate", ["name": "link"], body: body ?? link)
        wait(seconds: seconds)
    }

    mutating func linkState() throws -> JSONValue {
        try call("AppServiceCertificateOrders_GetCertificate", ["name": "link"]).properties["provisioningState"] ?? nil
    }

    mutating func actions() throws -> [String] {
        let answer = try call("AppServiceCertificateOrders_RetrieveCertificateActions", ["name": "shop"])
        return answer.json.array?.compactMap { $0["actionType"]?.string } ?? []
    }
}
