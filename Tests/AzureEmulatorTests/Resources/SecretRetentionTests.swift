import Foundation
import JSON
import Testing

@testable import AzureEmulator

@Suite struct SecretRetentionTests {
    private var rig: Rig

    init() throws {
        rig = try Rig()
        _ = rig.secrets("PUT", "/secrets/a", ["value": "one"])
    }

    private mutating func vault(_ properties: JSONObject) -> Rig.Answer {
        rig.arm("PATCH", rig.vault, ["properties": .object(properties)], version: "2023-07-01")
    }

    /// A second vault whose secrets are kept for some days only.
    private mutating func shortVault(days: Int) -> String {
        let policy: JSONValue = [
            "tenantId": .string(rig.state.tenant.id), "objectId": .string(rig.state.tenant.client.objectID),
            "permissions": ["secrets": ["all"]],
        ]
        let properties: JSONValue = [
            "tenantId": .string(rig.state.tenant.id), "sku": ["family": "A", "name": "standard"], "accessPolicies": [policy],
            "softDeleteRetentionInDays": .number(JSONNumber(days)),
        ]
        let path = "\(rig.group)/providers/Microsoft.KeyVault/vaults/short-vault"
        let made = rig.arm("PUT", path, ["location": "West Europe", "properties": properties], version: "2023-07-01")
        #expect(made.status == 201)
        return path
    }

    private mutating func short(_ method: String, _ path: String, _ body: JSONValue? = nil) -> Rig.Answer {
        rig.secrets(method, path, body, vault: "short-vault")
    }

    @Test mutating func `a deleted secret is purged by itself on its day`() {
        let gone = rig.secrets("DELETE", "/secrets/a").json
        #expect(gone["scheduledPurgeDate"]?.int == 1_800_000_000 + 90 * 86_400)
        #expect(rig.state.agenda.entries.contains { $0.event == .secretsPurged(vault: "demo-vault") })
        rig.wait(seconds: 90 * Rig.day - 60)
        #expect(rig.secrets("GET", "/deletedsecrets/a").status == 200)
        rig.wait(seconds: 120)
        #expect(rig.secrets("GET", "/deletedsecrets/a").code == "SecretNotFound")
        #expect(rig.secrets("PUT", "/secrets/a", ["value": "two"]).status == 200)
    }

    @Test mutating func `a secret recovered and deleted again has its days anew`() {
        _ = rig.secrets("DELETE", "/secrets/a")
        rig.wait(seconds: 50 * Rig.day)
        _ = rig.secrets("POST", "/deletedsecrets/a/recover")
        _ = rig.secrets("DELETE", "/secrets/a")
        rig.wait(seconds: 50 * Rig.day)
        #expect(rig.secrets("GET", "/deletedsecrets/a").status == 200)
        rig.wait(seconds: 41 * Rig.day)
        #expect(rig.secrets("GET", "/deletedsecrets/a").status == 404)
    }

    @Test mutating func `the vault says how long, and what is shown says so too`() {
        _ = shortVault(days: 7)
        let made = short("PUT", "/secrets/b", ["value": "one"]).json
        #expect(made["attributes"]?["recoveryLevel"] == "CustomizedRecoverable+Purgeable" && made["attributes"]?["recoverableDays"] == 7)
        _ = short("DELETE", "/secrets/b")
        rig.wait(seconds: 8 * Rig.day)
        #expect(short("GET", "/deletedsecrets/b").status == 404)
    }

    @Test mutating func `what comes due while the vault is deleted is gone when it comes back`() {
        let path = shortVault(days: 7)
        _ = short("PUT", "/secrets/b", ["value": "one"])
        _ = short("DELETE", "/secrets/b")
        rig.wait(seconds: 6 * Rig.day)
        _ = rig.arm("DELETE", path, version: "2023-07-01")
        rig.wait(seconds: 2 * Rig.day)
        let recover: JSONValue = ["location": "West Europe", "properties": ["createMode": "recover"]]
        #expect(rig.arm("PUT", path, recover, version: "2023-07-01").status == 200)
        #expect(short("GET", "/deletedsecrets/b").status == 404)
    }

    @Test mutating func `under purge protection nobody purges, and the day comes all the same`() {
        #expect(vault(["enablePurgeProtection": true]).status == 200)
        #expect(rig.secrets("GET", "/secrets/a").json["attributes"]?["recoveryLevel"] == "Recoverable")
        _ = rig.secrets("DELETE", "/secrets/a")
        let refused = rig.secrets("DELETE", "/deletedsecrets/a")
        #expect(refused.status == 403 && refused.code == "Forbidden")
        #expect(rig.secrets("GET", "/deletedsecrets/a").status == 200)
        rig.wait(seconds: 91 * Rig.day)
        #expect(rig.secrets("GET", "/deletedsecrets/a").status == 404)
    }

    @Test(
        arguments: [
            ["enablePurgeProtection": false], ["enableSoftDelete": false], ["softDeleteRetentionInDays": 6],
            ["softDeleteRetentionInDays": 91],
            ["softDeleteRetentionInDays": 30],
        ] as [JSONObject]
    )
    mutating func `what cannot be undone is refused`(change: JSONObject) {
        #expect(vault(change).status == 400)
    }

    @Test mutating func `a deleted secret is kept over a restart, its day too`() throws {
        _ = rig.secrets("DELETE", "/secrets/a")
        let kept = try SecretStore(json: rig.state.vaults["demo-vault"]?.json)
        #expect(kept.deleted["a"]?.purgeDate == rig.state.vaults["demo-vault"]?.deleted["a"]?.purgeDate)
        let agenda = try Agenda(json: rig.state.agenda.json)
        #expect(agenda.entries.contains { $0.event == .secretsPurged(vault: "demo-vault") })
    }

    @Test mutating func `a vault's name takes its time to be in the DNS`() {
        rig.set(["vaultNameMilliseconds": 5000])
        let path = shortVault(days: 7)
        let read = { (rig: inout Rig) in rig.arm("GET", path, version: "2023-07-01").properties?["provisioningState"] }
        #expect(read(&rig) == "RegisteringDns")
        rig.wait(seconds: 6)
        #expect(read(&rig) == "Succeeded")
    }
}
