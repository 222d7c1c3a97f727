import Foundation
import HTTPTypes
import JSON
import Testing

/// One `signet api` call, as these tests make them: parameters in the demo group, a body from a file.
extension Sandbox {
    func api(_ operation: String, _ parameters: [String: String], _ body: JSONValue? = nil, _ more: [String] = []) async throws -> Ending {
        var arguments = ["api", operation, "--quiet"] + more
        for (name, value) in parameters.sorted(by: { $0.key < $1.key }) { arguments += ["--parameter", "\(name)=\(value)"] }
        if let body { arguments += ["--body", try place.write(body.text(), to: "body-\(UUID().uuidString).json")] }
        return try await home.run(arguments)
    }

    /// A call that has to succeed.
    @discardableResult
    func call(_ operation: String, _ parameters: [String: String], _ body: JSONValue? = nil) async throws -> JSONValue {
        let ending = try await api(operation, parameters, body, ["--yes"])
        try #require(ending.way == .exit(0), "\(operation): \(ending)")
        return ending.output.isEmpty ? nil : try ending.json
    }

    func set(_ settings: JSONObject) async throws { try await emulator.control(.patch, "settings", .object(settings)) }

    /// Puts one order into the world as a scenario describes it.
    func stage(_ order: JSONObject) async throws {
        try await emulator.control(.post, "scenario", ["resourceGroup": "demo-group", "orders": [.object(order)]])
    }

    private var group: String { "/subscriptions/\(emulator["subscriptionId"])/resourceGroups/\(emulator["resourceGroup"])/providers" }
    var vault: String { "\(group)/Microsoft.KeyVault/vaults/demo-vault" }
    var plan: String { "\(group)/Microsoft.Web/serverfarms/demo-plan" }

    func order(_ name: String) -> String { "\(group)/Microsoft.CertificateRegistration/certificateOrders/\(name)" }

    /// What an import of a vault's secret asks for.
    func importing(_ secret: String, vault: String? = nil) -> JSONValue {
        [
            "location": "West Europe",
            "properties": [
                "keyVaultId": .string(vault ?? self.vault), "keyVaultSecretName": .string(secret), "serverFarmId": .string(plan),
                "password": "",
            ],
        ]
    }

    static func binding(_ thumbprint: String) -> JSONValue {
        ["properties": ["sslState": "SniEnabled", "thumbprint": .string(thumbprint)]]
    }

    /// The order's leaf, by its thumbprint.
    func thumbprint(_ order: String) async throws -> String {
        let order = try await call("AppServiceCertificateOrders_Get", ["certificateOrderName": order])
        return try #require(order["properties"]?["signedCertificate"]?["thumbprint"]?.string)
    }

    /// The lock the portal puts on what a certificate rests on.
    func lock(_ scope: String) async throws {
        let path = "\(scope)/providers/Microsoft.Authorization/locks/AppServiceCertificateLock"
        try await emulator.resourceManager(.put, path, "2016-09-01", ["properties": ["level": "CanNotDelete"]])
    }
}
