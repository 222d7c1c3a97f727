import CertificateMaterial
import Foundation
import JSON
import Testing

@testable import AzureEmulator

@Suite struct OrderCertificatesTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    private var path: String { "\(rig.order("shop"))/certificates/shop" }

    private mutating func state() -> String? { rig.arm("GET", path).properties?["provisioningState"]?.string }

    @Test mutating func `an unproven order keeps a placeholder, an issued one its PFX`() throws {
        _ = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        #expect(rig.arm("PUT", path, rig.link).status == 201)
        rig.wait(seconds: 100)
        #expect(state() == "Initialized")
        #expect(rig.secrets("GET", "/secrets/shop-pfx").json["value"] == "")

        let issued = rig.issue("shop")
        rig.wait(seconds: 1)
        #expect(state() == "Succeeded")
        let secret = rig.secrets("GET", "/secrets/shop-pfx/").json
        #expect(secret["contentType"] == "application/x-pkcs12")
        let bytes = try #require(Data(base64Encoded: secret["value"]?.string ?? ""))
        let bundle = try PKCS12(bytes: Array(bytes))
        #expect(bundle.keyMatchesLeaf && bundle.chain.count == 3)
        #expect(bundle.chain.first?.serialNumber == issued.properties?["serialNumber"]?.string)
        #expect(rig.secrets("GET", "/secrets/shop-pfx/versions").json["value"]?.array?.count == 2)
    }

    @Test mutating func `the order shows its links with the vault's id in the service's casing`() {
        rig.issue("shop")
        _ = rig.arm("PUT", path, rig.link)
        let shown = rig.arm("GET", rig.order("shop")).properties?["certificates"]?["shop"]
        #expect(shown?["keyVaultId"]?.string?.contains("/resourcegroups/demo-group/providers/microsoft.keyvault/vaults/") == true)
        #expect(shown?["keyVaultSecretName"] == "shop-pfx")
    }

    @Test(
        arguments: [
            ([], "AzureServiceUnauthorizedToAccessKeyVault"), (["get", "list"], "OperationNotPermittedOnKeyVault"),
            (["set"], "Succeeded"),
        ] as [([String], String)]
    ) func `the state of a link says what the provider lacks in the vault`(words: [String], state: String) throws {
        var rig = try Rig()
        rig.issue("shop")
        let policy: JSONValue = [
            "tenantId": .string(rig.state.tenant.id), "objectId": .string(rig.state.tenant.certificateRegistration.objectID),
            "permissions": ["secrets": .array(words.map(JSONValue.string))],
        ]
        let changed = rig.arm(
            "PUT",
            "\(rig.vault)/accessPolicies/replace",
            ["properties": ["accessPolicies": [policy]]],
            version: "2023-07-01"
        )
        #expect(changed.status == 200)
        _ = rig.arm("PUT", "\(rig.order("shop"))/certificates/shop", rig.link)
        rig.wait(seconds: 1)
        #expect(rig.arm("GET", "\(rig.order("shop"))/certificates/shop").properties?["provisioningState"]?.string == state)
    }

    @Test mutating func `a closed firewall stops the provider unless services may pass`() {
        rig.issue("shop")
        for (bypass, expected) in [("None", "OperationNotPermittedOnKeyVault"), ("AzureServices", "Succeeded")] {
            let rules: JSONValue = ["networkAcls": ["defaultAction": "Deny", "bypass": .string(bypass)]]
            _ = rig.arm("PATCH", rig.vault, ["properties": rules], version: "2023-07-01")
            _ = rig.arm("PUT", path, rig.link)
            rig.wait(seconds: 1)
            #expect(state() == expected)
        }
    }

    @Test mutating func `a vault that does not exist shows in the state, one of another subscription is refused`() {
        rig.issue("shop")
        let pointer: JSONValue = ["keyVaultId": .string(rig.vault + "x"), "keyVaultSecretName": "shop-pfx"]
        #expect(rig.arm("PUT", path, ["location": "global", "properties": pointer]).status == 201)
        rig.wait(seconds: 1)
        #expect(state() == "KeyVaultDoesNotExist")

        let foreign = rig.vault.replacing(rig.state.tenant.subscriptionID, with: "00000000-0000-0000-0000-000000000000")
        let refused = rig.arm(
            "PUT",
            path,
            ["location": "global", "properties": ["keyVaultId": .string(foreign), "keyVaultSecretName": "s"]]
        )
        #expect(refused.status == 400 && refused.json["error"]?["message"]?.string?.contains("KeyVaultId") == true)
    }

    @Test mutating func `links may come with the order, and a wrong one keeps the order from being bought`() {
        func body(_ vault: String) -> JSONValue {
            var properties = Rig.purchase("shop.example")["properties"]?.object ?? [:]
            properties["certificates"] = ["shop": ["keyVaultId": .string(vault), "keyVaultSecretName": "shop-pfx"]]
            return ["location": "global", "properties": .object(properties)]
        }
        #expect(rig.arm("PUT", rig.order("shop"), body("/subscriptions/x")).status == 400)
        #expect(rig.state.ledger.purchases.isEmpty && rig.state.resources[rig.order("shop")] == nil)
        #expect(rig.arm("PUT", rig.order("shop"), body(rig.vault)).status == 201)
        #expect(state() == "Initialized")
    }

    @Test mutating func `a secret that was deleted shows in the state`() {
        rig.issue("shop")
        _ = rig.arm("PUT", path, rig.link)
        rig.wait(seconds: 1)
        _ = rig.secrets("DELETE", "/secrets/shop-pfx")
        #expect(state() == "KeyVaultSecretDoesNotExist")
    }

    @Test mutating func `a denied order fails its links, and a link needs its order`() {
        _ = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        rig.wait(seconds: 46 * 86_400)
        _ = rig.arm("PUT", path, rig.link)
        rig.wait(seconds: 1)
        #expect(state() == "CertificateOrderFailed")
        #expect(rig.arm("PUT", "\(rig.order("none"))/certificates/shop", rig.link).code == "ParentResourceNotFound")
    }

    @Test mutating func `removing a link removes its secret softly`() {
        rig.issue("shop")
        _ = rig.arm("PUT", path, rig.link)
        rig.wait(seconds: 1)
        #expect(rig.arm("DELETE", path).status == 200)
        #expect(rig.arm("DELETE", path).status == 204)
        #expect(rig.secrets("GET", "/secrets/shop-pfx").status == 404)
        #expect(rig.secrets("GET", "/deletedsecrets/shop-pfx").status == 200)
    }
}
