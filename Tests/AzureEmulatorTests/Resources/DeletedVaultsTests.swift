import JSON
import Testing

@testable import AzureEmulator

@Suite struct DeletedVaultsTests {
    private var rig: Rig
    private static let version = "2023-07-01"

    init() throws { rig = try Rig() }

    private var provider: String { "/subscriptions/\(rig.state.tenant.subscriptionID)/providers/Microsoft.KeyVault" }

    private mutating func vault(_ method: String, _ path: String, _ body: JSONValue? = nil) -> Rig.Answer {
        rig.arm(method, path, body, version: Self.version)
    }

    private var body: JSONValue {
        ["location": "West Europe", "properties": ["tenantId": .string(rig.state.tenant.id), "sku": ["family": "A", "name": "standard"]]]
    }

    @Test mutating func `a deleted vault keeps its name and its secrets until it is recovered`() {
        _ = rig.secrets("PUT", "/secrets/a", ["value": "one"])
        #expect(vault("DELETE", rig.vault).status == 200)
        #expect(vault("DELETE", rig.vault).status == 204)
        #expect(rig.secrets("GET", "/secrets/a").status == 404)
        #expect(vault("GET", "\(provider)/deletedVaults").json["value"]?[0]?["name"] == "demo-vault")
        #expect(vault("PUT", rig.vault, body).status == 409)
        let check = vault("POST", "\(provider)/checkNameAvailability", ["name": "demo-vault", "type": "Microsoft.KeyVault/vaults"])
        #expect(check.json["nameAvailable"] == false && check.json["reason"] == "AlreadyExists")
        let recover: JSONValue = ["location": "West Europe", "properties": ["createMode": "recover"]]
        #expect(vault("PUT", rig.vault, recover).status == 200)
        #expect(rig.secrets("GET", "/secrets/a").json["value"] == "one")
    }

    @Test mutating func `a purged vault is gone, and after its days any other too`() {
        _ = vault("DELETE", rig.vault)
        let gone = "\(provider)/locations/westeurope/deletedVaults/demo-vault"
        #expect(vault("GET", gone).properties?["vaultId"]?.string == rig.vault)
        #expect(vault("POST", "\(gone)/purge").status == 200)
        #expect(vault("GET", gone).status == 404)
        #expect(vault("PUT", rig.vault, body).status == 201)
        _ = vault("DELETE", rig.vault)
        rig.wait(seconds: 91 * Rig.day)
        #expect(vault("GET", gone).status == 404)
    }

    @Test mutating func `purge protection is honoured`() {
        _ = vault("PATCH", rig.vault, ["properties": ["enablePurgeProtection": true]])
        _ = vault("DELETE", rig.vault)
        #expect(vault("POST", "\(provider)/locations/westeurope/deletedVaults/demo-vault/purge").status == 409)
    }

    @Test mutating func `vaults are listed as resources too`() {
        let filter = "resourceType%20eq%20'Microsoft.KeyVault/vaults'"
        let path = "/subscriptions/\(rig.state.tenant.subscriptionID)/resources?$filter=\(filter)"
        #expect(rig.arm("GET", path, version: "2015-11-01").json["value"]?[0]?["name"] == "demo-vault")
    }

    @Test mutating func `a secret's backup holds all its versions and restores into a free name`() {
        _ = rig.secrets("PUT", "/secrets/a", ["value": "one"])
        _ = rig.secrets("PUT", "/secrets/a", ["value": "two", "contentType": "text/plain", "tags": ["k": "v"]])
        let backup = rig.secrets("POST", "/secrets/a/backup").json
        #expect(rig.secrets("POST", "/secrets/restore", backup).status == 409)
        _ = rig.secrets("DELETE", "/secrets/a")
        _ = rig.secrets("DELETE", "/deletedsecrets/a")
        #expect(rig.secrets("POST", "/secrets/restore", backup).status == 200)
        let back = rig.secrets("GET", "/secrets/a").json
        #expect(back["value"] == "two" && back["contentType"] == "text/plain" && back["tags"]?["k"] == "v")
        #expect(rig.secrets("GET", "/secrets/a/versions").json["value"]?.array?.count == 2)
        #expect(rig.secrets("POST", "/secrets/restore", ["value": "bm8"]).status == 400)
    }
}
