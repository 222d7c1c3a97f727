import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import KeyVault
import Testing

@testable import Workflows

@Suite struct StoreFindingsTests {
    let fixture = SightFixture()

    private func findings(_ store: StoreSight, _ status: String = "Issued") throws -> [Finding] {
        var sight = try fixture.sight(status)
        sight.stores = [store]
        return OrderFindings(sight).stores
    }

    @Test func `a link that stays Initialized is fine before the order is issued, and stuck an hour after`() throws {
        let store = try fixture.store("Initialized")
        let before = try findings(store, "Pendingissuance")
        #expect(before.first?.level == .passed)
        #expect(before.first?.detail.contains("which the domain proof comes before") == true)
        let after = try findings(store)
        #expect(after.first?.level == .blocking)
        #expect(after.first?.detail.contains("still Initialized") == true)
        #expect(after.first?.fix.contains("AppServiceCertificateOrders_DeleteCertificate") == true)
        var fresh = try fixture.sight("Issued", ["lastCertificateIssuanceTime": .string(RFC3339.text(fixture.now - 600))])
        fresh.stores = [store]
        #expect(OrderFindings(fresh).stores.first?.level == .passed)
    }

    @Test func `a link of a key that is not the service's is fine, and the secret is looked into where it is written from here`() throws {
        let old = StoredSecret(id: "https://vault/secrets/web/1", thumbprint: SightFixture.older)
        var sight = try fixture.sight("Issued", ["isPrivateKeyExternal": true])
        sight.stores = [try fixture.store("ExternalPrivateKey", .stored(old))]
        sight.keyHolder = .elsewhere
        #expect(OrderFindings(sight).stores.map(\.level) == [.passed])
        sight.keyHolder = .sealed
        #expect(OrderFindings(sight).stores.map(\.level) == [.passed, .blocking])
    }

    @Test(arguments: KeyVaultSecretStatus.allKnown.map(\.rawValue)) func `every word of a link has its step or is fine`(word: String) throws
    {
        let finding = try #require(try findings(try fixture.store(word)).first)
        #expect(finding.detail.contains(word))
        #expect(finding.level == .passed || finding.fix.count > 20, "\(word)")
        if word == "Succeeded" { #expect(finding.level == .passed) }
    }

    @Test func `a lost right of the service that writes is answered with the grant`() throws {
        for word in ["OperationNotPermittedOnKeyVault", "AzureServiceUnauthorizedToAccessKeyVault"] {
            let finding = try findings(try fixture.store(word)).first
            let grant =
                "az keyvault set-policy --name vault --spn f3c21649-0979-4721-ac85-b0216b2cf413 --secret-permissions get list set delete"
            #expect(finding?.fix.contains(grant) == true, "\(word)")
        }
    }

    @Test func `a secret that is gone, deleted, foreign or older is told apart`() throws {
        func secret(_ content: StoreSight.Content) throws -> Finding? {
            try findings(try fixture.store("Succeeded", content)).about("secret web").first
        }
        #expect(try secret(fixture.stored(SightFixture.leaf.lowercased()))?.level == .passed)
        #expect(try secret(.missing)?.detail.contains("not in vault") == true)
        #expect(try secret(.deleted)?.fix == "az keyvault secret recover --vault-name vault --name web")
        #expect(try secret(fixture.stored(nil, defect: "it is text"))?.detail.contains("it is text") == true)
        let older = try #require(try secret(fixture.stored(SightFixture.older)))
        #expect(older.level == .blocking)
        #expect(older.detail.contains(SightFixture.older) && older.detail.contains(SightFixture.leaf))
    }

    @Test func `a vault of another subscription and a closed firewall are named with the command that mends them`() throws {
        let elsewhere = try #require(ResourceID("/subscriptions/22/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv"))
        let finding = VaultRules.elsewhere(elsewhere, "11")
        #expect(finding.level == .blocking && finding.detail.contains("22") && finding.fix.contains("11"))
        let closed = try Vault(json: ["properties": ["networkAcls": ["defaultAction": "Deny", "bypass": "None"]]])
        #expect(VaultRules.firewall(closed, "kv").fix == "az keyvault update --name kv --bypass AzureServices")
        let open = try Vault(json: ["properties": ["networkAcls": ["defaultAction": "Deny", "bypass": "AzureServices"]]])
        #expect(VaultRules.firewall(open, "kv").level == .passed)
    }
}
