import CertificateMaterial
import Foundation
import HTTPTypes
import JSON
import TestSupport

@testable import AzureEmulator

/// A seeded emulator without sockets, on a clock the test moves.
struct Rig {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let orderVersion = "2024-11-01"
    private static let tokenScopes = ["https://management.azure.com", "https://vault.azure.net", "https://graph.microsoft.com"]

    var emulator: Emulator
    var real = Rig.start
    private var tokens: [String] = []

    /// Leaves of the same length whatever the day, so that tests can let years pass.
    static var steady: EmulatorSettings {
        var settings = EmulatorSettings()
        settings.validityRule = .setting
        return settings
    }

    init(_ settings: EmulatorSettings = Rig.steady) throws {
        let authority = try Authority.make(validFrom: Self.start.addingTimeInterval(-86_400))
        var state = EmulatorState(tenant: .make(), authority: authority, settings: settings, startingAt: Self.start, seed: 7)
        state.origin.port = 4443
        state.spareKeys = Array(repeating: try TestKeys.shared(), count: 50)
        state.seed()
        emulator = Emulator(state: state)
        tokens = Self.tokenScopes.map { token(resource: $0) }
    }

    var state: EmulatorState { emulator.state }
    var group: String { state.groupID(EmulatorState.demoGroup) }
    var vault: String { "\(group)/providers/Microsoft.KeyVault/vaults/demo-vault" }
    var plan: String { "\(group)/providers/Microsoft.Web/serverfarms/demo-plan" }
    var site: String { "\(group)/providers/Microsoft.Web/sites/demo-site" }

    func order(_ name: String) -> String { "\(group)/providers/Microsoft.CertificateRegistration/certificateOrders/\(name)" }

    struct Answer {
        let status: Int
        let headers: HTTPFields
        let json: JSONValue

        /// The code of any of the envelopes.
        var code: String? { json["error"]?["code"]?.string ?? json["Code"]?.string }
        var properties: JSONValue? { json["properties"] }
    }

    mutating func send(_ method: String, host: String = "localhost:4443", _ target: String, _ body: JSONValue?, _ headers: HTTPFields)
        -> Outcome
    {
        let request = EmulatorRequest(method: method, authority: host, target: target, headers: headers, body: body?.bytes() ?? [])
        return emulator.answer(request, real: real)
    }

    private func answer(_ response: EmulatorResponse) -> Answer {
        Answer(status: response.status, headers: response.headers, json: (try? JSONValue(parsing: response.body)) ?? nil)
    }

    /// A call to Resource Manager with a good token and an api-version.
    mutating func arm(_ method: String, _ path: String, _ body: JSONValue? = nil, version: String? = Rig.orderVersion) -> Answer {
        let query = version.map { (path.contains("?") ? "&" : "?") + "api-version=\($0)" } ?? ""
        return answer(send(method, path + query, body, Self.bearer(tokens[0])).response)
    }

    mutating func secrets(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        token: Bool = true,
        vault: String = "demo-vault"
    ) -> Answer {
        let target = path + (path.contains("?") ? "&" : "?") + "api-version=7.4"
        let headers = token ? Self.bearer(tokens[1]) : HTTPFields()
        return answer(send(method, host: "\(vault).vault.localhost:4443", target, body, headers).response)
    }

    mutating func graph(_ target: String) -> Answer {
        answer(send("GET", target, nil, Self.bearer(tokens[2])).response)
    }

    mutating func control(_ method: String, _ path: String, _ body: JSONValue? = nil) -> Answer {
        answer(send(method, "/_emulator" + path, body, HTTPFields()).response)
    }

    /// The form of a token request, with some fields changed.
    func form(_ changes: [String: String] = [:]) -> String {
        var fields = [
            "grant_type": "client_credentials", "client_id": state.tenant.client.appID, "client_secret": state.tenant.clientSecret,
            "scope": "https://management.azure.com/.default",
        ]
        fields.merge(changes) { $1 }
        return fields.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
    }

    mutating func tokenAnswer(_ form: String, tenant: String? = nil, path: String = "oauth2/v2.0/token") -> Answer {
        let target = "/\(tenant ?? state.tenant.id)/\(path)"
        let request = EmulatorRequest(method: "POST", authority: "localhost:4443", target: target, body: Array(form.utf8))
        return answer(emulator.answer(request, real: real).response)
    }

    mutating func token(resource: String) -> String {
        tokenAnswer(form(["scope": "\(resource)/.default"])).json["access_token"]?.string ?? ""
    }

    static func bearer(_ token: String) -> HTTPFields { [.authorization: "Bearer \(token)"] }

    /// Real time passes, and with it virtual time; after a long wait there are new tokens.
    mutating func wait(seconds: Double) {
        real.addTimeInterval(seconds)
        if seconds > 3000 { tokens = Self.tokenScopes.map { token(resource: $0) } }
    }
}

extension Rig {
    static func purchase(_ name: String, wildcard: Bool = false) -> JSONValue {
        let product = wildcard ? "StandardDomainValidatedWildCardSsl" : "StandardDomainValidatedSsl"
        return ["location": "global", "properties": ["distinguishedName": .string("CN=\(name)"), "productType": .string(product)]]
    }

    var link: JSONValue {
        ["location": "global", "properties": ["keyVaultId": .string(vault), "keyVaultSecretName": "shop-pfx"]]
    }

    /// Orders, proves by TXT at `zone` and waits until the certificate is there.
    @discardableResult
    mutating func issue(_ name: String, domain: String = "shop.example", zone: String? = nil, wildcard: Bool = false) -> Answer {
        _ = arm("PUT", order(name), Self.purchase(domain, wildcard: wildcard))
        wait(seconds: 1)
        let token = arm("GET", order(name)).properties?["domainVerificationToken"] ?? nil
        let bare = domain.hasPrefix("*.") ? String(domain.dropFirst(2)) : domain
        _ = control("PUT", "/dns/\(zone ?? bare)/TXT", ["values": ["other", token]])
        _ = arm("POST", "\(order(name))/verifyDomainOwnership")
        wait(seconds: 1)
        return arm("GET", order(name))
    }

    /// Issues, stores in the vault and imports; the web certificate's answer.
    mutating func importCertificate(_ name: String = "shop", domain: String = "shop.example") -> Answer {
        issue(name, domain: domain)
        _ = arm("PUT", "\(order(name))/certificates/\(name)", link)
        wait(seconds: 1)
        return importAgain(name)
    }

    mutating func importAgain(_ name: String = "shop", location: String = "West Europe") -> Answer {
        let properties: JSONValue = [
            "keyVaultId": .string(vault), "keyVaultSecretName": "shop-pfx", "serverFarmId": .string(plan), "password": "",
        ]
        return arm(
            "PUT",
            "\(group)/providers/Microsoft.Web/certificates/\(name)",
            ["location": .string(location), "properties": properties]
        )
    }

    /// Sets the records that map a host name to the demo site.
    mutating func map(_ host: String) {
        let identity = arm("GET", site).properties?["customDomainVerificationId"] ?? nil
        _ = control("PUT", "/dns/asuid.\(host)/TXT", ["values": [identity]])
        _ = control("PUT", "/dns/\(host)/CNAME", ["values": ["demo-site.azurewebsites.net"]])
    }

    mutating func bind(_ host: String, _ thumbprint: JSONValue?, state: JSONValue = "SniEnabled") -> Answer {
        arm("PUT", "\(site)/hostNameBindings/\(host)", ["properties": ["sslState": state, "thumbprint": thumbprint ?? nil]])
    }
}

extension Rig {
    /// A new client without rights: its ids and a token for Resource Manager.
    mutating func guest() -> (objectID: String, bearer: HTTPFields) {
        let made = control("POST", "/clients", ["displayName": "guest"]).json
        let fields = ["client_id": made["clientId"]?.string ?? "", "client_secret": made["clientSecret"]?.string ?? ""]
        let token = tokenAnswer(form(fields)).json["access_token"]?.string ?? ""
        return (made["objectId"]?.string ?? "", Self.bearer(token))
    }

    /// A call to Resource Manager by somebody else.
    mutating func arm(as bearer: HTTPFields, _ method: String, _ path: String, _ body: JSONValue? = nil) -> Answer {
        let target = path + (path.contains("?") ? "&" : "?") + "api-version=\(Rig.orderVersion)"
        let response = send(method, target, body, bearer).response
        return Answer(status: response.status, headers: response.headers, json: (try? JSONValue(parsing: response.body)) ?? nil)
    }

    mutating func status(_ order: String) -> String? { arm("GET", self.order(order)).properties?["status"]?.string }

    mutating func set(_ settings: JSONObject) { _ = control("PATCH", "/settings", .object(settings)) }

    static let day = 86_400.0
}
