import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

/// One thing a service refuses, and how it says so.
struct Refusal: Sendable, CustomTestStringConvertible {
    enum Envelope: Sendable {
        case resourceManager, appService, keyVault

        /// What is not as that service's refusals are.
        func problems(_ json: JSONValue) -> [String] {
            switch self {
            case .resourceManager:
                wrong(json, of: ["error"])
                    + wrong(json["error"], has: ["code", "message"], of: ["target", "details", "innererror", "additionalInfo"])
            case .appService:
                wrong(json, has: ["Code", "Message"], of: ["Target", "Details", "Innererror"])
                    + (json["Details"]?.array ?? []).flatMap { $0.object?.count == 1 ? [] : ["a detail of several members"] }
                    + (json["Details"]?[2]?["ErrorEntity"]?["Message"] == json["Message"] ? [] : ["no entity with the message"])
            case .keyVault:
                wrong(json, of: ["error"]) + wrong(json["error"], has: ["code", "message"], of: ["innererror"])
                    + (json["error"]?["innererror"].map { wrong($0, has: ["code"], of: []) } ?? [])
            }
        }

        /// The most precise word: Key Vault has a second one inside.
        func code(_ json: JSONValue) -> String? {
            let inner = json["error"]?["innererror"]?["code"]?.string
            return inner ?? json["error"]?["code"]?.string ?? json["Code"]?.string
        }

        /// Texts that are missing, and members nobody knows.
        private func wrong(_ json: JSONValue?, has texts: [String] = [], of others: [String]) -> [String] {
            guard let object = json?.object else { return ["no object"] }
            let missing = texts.filter { (object[$0]?.string ?? "").isEmpty }.map { "no \($0)" }
            return missing + object.map(\.key).filter { !(texts + others).contains($0) }.map { "unknown \($0)" }
        }
    }

    let status: Int
    let code: String
    let envelope: Envelope
    let provoke: @Sendable (inout World) throws -> EmulatorResponse

    init(
        _ envelope: Envelope,
        _ status: Int,
        _ code: String,
        _ provoke: @escaping @Sendable (inout World) throws -> EmulatorResponse
    ) {
        (self.envelope, self.status, self.code, self.provoke) = (envelope, status, code, provoke)
    }

    var testDescription: String { "\(envelope) \(status) \(code)" }
}

extension World {
    /// A call to Resource Manager with the usual version of the orders, unless the path has one.
    mutating func arm(_ verb: String, _ path: String, _ body: JSONValue? = nil, _ headers: HTTPFields = HTTPFields()) -> EmulatorResponse {
        send(verb, "arm", path.contains("api-version") ? path : "\(path)?api-version=2024-11-01", body, headers)
    }

    mutating func web(_ verb: String, _ path: String, _ body: JSONValue? = nil) -> EmulatorResponse {
        arm(verb, id("Microsoft.Web/\(path)"), body)
    }

    mutating func secret(_ verb: String, _ path: String, _ body: JSONValue? = nil) -> EmulatorResponse {
        send(verb, "vault.secrets", "\(path)?api-version=7.4", body)
    }

    /// Somebody without any right.
    mutating func stranger() -> HTTPFields {
        let made = control("POST", "/clients", ["displayName": "stranger"])
        return bearer(made["clientId"]?.string ?? "", made["clientSecret"]?.string ?? "", "https://management.azure.com")
    }
}

enum Refusals {
    static let all = requests + access + state + appService + vault

    private static let requests: [Refusal] = [
        Refusal(.resourceManager, 400, "MissingApiVersionParameter") { $0.send("GET", "arm", $0.order("shop"), nil) },
        Refusal(.resourceManager, 400, "InvalidApiVersionParameter") { $0.arm("GET", $0.order("shop") + "?api-version=new") },
        Refusal(.resourceManager, 400, "NoRegisteredProviderFound") { $0.arm("GET", $0.order("shop") + "?api-version=2016-01-01") },
        Refusal(.resourceManager, 400, "InvalidRequestContent") { $0.arm("PUT", $0.order("shop"), [1]) },
        Refusal(.resourceManager, 400, "LocationRequired") { $0.arm("PUT", $0.order("shop"), [:]) },
        Refusal(.resourceManager, 400, "LocationNotAvailableForResourceType") {
            $0.arm("PUT", $0.order("shop"), ["location": "westeurope"])
        },
        Refusal(.resourceManager, 400, "BadRequest") { $0.arm("PUT", $0.order("shop"), ["location": "global"]) },
        Refusal(.resourceManager, 404, "SubscriptionNotFound") {
            $0.arm("GET", "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups")
        },
        Refusal(.resourceManager, 404, "ResourceGroupNotFound") { $0.arm("GET", $0.state.groupID("none")) },
        Refusal(.resourceManager, 404, "ResourceNotFound") { $0.arm("GET", $0.order("none")) },
        Refusal(.resourceManager, 404, "ParentResourceNotFound") { $0.arm("PUT", $0.order("none") + "/certificates/link", $0.link) },
        Refusal(.resourceManager, 404, "InvalidResourceType") { $0.arm("GET", $0.id("Microsoft.CertificateRegistration/none/x")) },
        Refusal(.resourceManager, 404, "NotFound") { $0.arm("GET", "/none") },
        Refusal(.resourceManager, 405, "MethodNotAllowed") { $0.arm("PATCH", $0.plan, [:]) },
        Refusal(.resourceManager, 405, "MethodNotAllowed") { $0.arm("PATCH", $0.group, [:]) },
        Refusal(.resourceManager, 412, "PreconditionFailed") { world in
            let zone = world.id("Microsoft.Network/dnsZones/shop.example")
            _ = world.arm("PUT", zone + "?api-version=2018-05-01", ["location": "global"])
            let path = zone + "/TXT/@?api-version=2018-05-01"
            let body: JSONValue = ["properties": ["TTL": 60, "TXTRecords": [["value": ["a"]]]]]
            _ = world.arm("PUT", path, body)
            return world.arm("PUT", path, body, [.ifMatch: "another"])
        },
        Refusal(.resourceManager, 415, "UnsupportedMediaType") {
            $0.arm("PUT", $0.order("shop"), [:], [.contentType: "text/plain"])
        },
    ]

    private static let access: [Refusal] = [
        Refusal(.resourceManager, 401, "AuthenticationFailed") { $0.anonymous("GET", "localhost:4443", $0.order("shop")) },
        Refusal(.resourceManager, 401, "InvalidAuthenticationToken") {
            $0.arm("GET", $0.order("shop"), nil, [.authorization: "Bearer x"])
        },
        Refusal(.resourceManager, 401, "InvalidAuthenticationTokenAudience") { world in
            let client = world.state.tenant.client.appID
            return world.arm(
                "GET",
                world.order("shop"),
                nil,
                world.bearer(client, world.state.tenant.clientSecret, "https://vault.azure.net")
            )
        },
        Refusal(.resourceManager, 401, "ExpiredAuthenticationToken") { world in
            let old = world.bearer(world.state.tenant.client.appID, world.state.tenant.clientSecret, "https://management.azure.com")
            world.wait(seconds: 4000)
            return world.arm("GET", world.order("shop"), nil, old)
        },
        Refusal(.resourceManager, 403, "AuthorizationFailed") { $0.arm("GET", $0.order("shop"), nil, $0.stranger()) },
        Refusal(.resourceManager, 403, "AuthorizationFailed") { $0.arm("DELETE", $0.group, nil, $0.stranger()) },
        Refusal(.resourceManager, 429, "SubscriptionRequestsThrottled") { world in
            world.set(["throttling": "tokenBucket", "readBucket": 1, "readRefill": 1])
            _ = world.arm("GET", world.group)
            return world.arm("GET", world.group)
        },
        Refusal(.resourceManager, 429, "TooManyRequests") { $0.faulty(429) },
        Refusal(.resourceManager, 500, "InternalServerError") { $0.faulty(500) },
        Refusal(.resourceManager, 503, "ServiceUnavailable") { $0.faulty(503) },
    ]

    private static let state: [Refusal] = [
        Refusal(.resourceManager, 409, "ScopeLocked") { world in
            let lock = world.group + "/providers/Microsoft.Authorization/locks/keep?api-version=2016-09-01"
            _ = world.arm("PUT", lock, ["properties": ["level": "CanNotDelete"]])
            return world.arm("DELETE", world.group)
        },
        Refusal(.resourceManager, 409, "MissingSubscriptionRegistration") { world in
            let provider = "/subscriptions/\(world.state.tenant.subscriptionID)/providers/Microsoft.CertificateRegistration"
            _ = world.arm("POST", provider + "/unregister")
            return world.arm("GET", world.order("shop"))
        },
        Refusal(.resourceManager, 409, "ExpirationNotInRenewalTimeRange") { world in
            try world.issue()
            return world.arm("POST", world.order("shop") + "/renew", ["properties": [:]])
        },
        Refusal(.resourceManager, 409, "Conflict") { world in
            try world.place()
            return world.arm("POST", world.order("shop") + "/reissue", ["properties": [:]])
        },
    ]

    private static let appService: [Refusal] = [
        Refusal(.appService, 409, "ExpirationNotInRenewalTimeRange") { world in
            world.set(["businessErrorEnvelope": "appService"])
            try world.issue()
            return world.arm("POST", world.order("shop") + "/renew", ["properties": [:]])
        },
        Refusal(.appService, 400, "BadRequest") { $0.web("PUT", "certificates/web", ["location": "West Europe", "properties": [:]]) },
        Refusal(.appService, 400, "BadRequest") { world in
            world.web("PUT", "sites/demo-site/hostNameBindings/shop.example", ["properties": [:]])
        },
        Refusal(.appService, 404, "NotFound") { $0.web("GET", "sites/demo-site/hostNameBindings/shop.example") },
        Refusal(.appService, 409, "Conflict") { $0.web("DELETE", "serverfarms/demo-plan") },
    ]

    private static let vault: [Refusal] = [
        Refusal(.keyVault, 400, "BadParameter") { $0.secret("PUT", "/secrets/a", ["value": ""]) },
        Refusal(.keyVault, 401, "Unauthorized") { $0.anonymous("GET", "demo-vault.vault.localhost:4443", "/secrets/a") },
        Refusal(.keyVault, 403, "ForbiddenByPolicy") { world in
            try world.call("Vaults_UpdateAccessPolicy", ["operationKind": "replace"], body: ["properties": ["accessPolicies": []]])
            return world.secret("GET", "/secrets/a")
        },
        Refusal(.keyVault, 403, "ForbiddenByRbac") { try refused(&$0, after: ["enableRbacAuthorization": true]) },
        Refusal(.keyVault, 403, "ForbiddenByFirewall") { try refused(&$0, after: ["publicNetworkAccess": "Disabled"]) },
        Refusal(.keyVault, 403, "SecretDisabled") { world in
            _ = world.secret("PUT", "/secrets/a", ["value": "text", "attributes": ["enabled": true]])
            let id = try JSONValue(parsing: world.secret("GET", "/secrets/a").body)["id"]?.string ?? ""
            _ = world.secret("PATCH", "/secrets/a/\(id.split(separator: "/").last ?? "")", ["attributes": ["enabled": false]])
            return world.secret("GET", "/secrets/a")
        },
        Refusal(.keyVault, 403, "Forbidden") { world in
            try world.call("Vaults_Update", body: ["properties": ["enablePurgeProtection": true]])
            _ = world.secret("PUT", "/secrets/a", ["value": "text"])
            _ = world.secret("DELETE", "/secrets/a")
            return world.secret("DELETE", "/deletedsecrets/a")
        },
        Refusal(.keyVault, 404, "SecretNotFound") { $0.secret("GET", "/secrets/a") },
        Refusal(.keyVault, 404, "NotFound") { $0.secret("GET", "/none") },
        Refusal(.keyVault, 405, "MethodNotAllowed") { $0.secret("DELETE", "/secrets/a/versions/b") },
        Refusal(.keyVault, 409, "ObjectIsDeletedButRecoverable") { world in
            _ = world.secret("PUT", "/secrets/a", ["value": "text"])
            _ = world.secret("DELETE", "/secrets/a")
            return world.secret("PUT", "/secrets/a", ["value": "text"])
        },
        Refusal(.keyVault, 429, "Throttled") { world in
            world.set(["throttling": "hourly", "vaultTransactions": 1])
            _ = world.secret("GET", "/secrets")
            return world.secret("GET", "/secrets")
        },
        Refusal(.keyVault, 429, "Throttled") { world in
            world.control("POST", "/faults", ["match": ["path": "/secrets*"], "effect": ["status": 429]])
            return world.secret("GET", "/secrets")
        },
        Refusal(.keyVault, 501, "NotImplemented") { $0.secret("GET", "/certificates/a") },
        Refusal(.keyVault, 501, "NotImplemented") { $0.secret("POST", "/keys/a/create", [:]) },
    ]

    private static func refused(_ world: inout World, after change: JSONObject) throws -> EmulatorResponse {
        try world.call("Vaults_Update", body: ["properties": .object(change)])
        return world.secret("GET", "/secrets/a")
    }
}

extension World {
    /// A request without a token.
    mutating func anonymous(_ verb: String, _ host: String, _ path: String) -> EmulatorResponse {
        raw(EmulatorRequest(method: verb, authority: host, target: "\(path)?api-version=2024-11-01"))
    }

    fileprivate mutating func faulty(_ status: Int) -> EmulatorResponse {
        control("POST", "/faults", ["match": ["path": "*"], "effect": ["status": .number(JSONNumber(status))]])
        return arm("GET", group)
    }
}
