import AppServiceCertificates
import AzureCore
import AzureResources
import FoundationEssentials
import JSON
import KeyVault

@testable import Workflows

/// One order and whatever a test wants to have been seen of it.
struct SightFixture {
    static let group = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/group/providers"
    static let leaf = "ABCDEF0123456789ABCDEF0123456789ABCDEF01"
    static let older = "0000000000000000000000000000000000000000"
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    func day(_ days: Double) -> Date { now + days * 86_400 }

    /// An issued order of `contoso.test` that ends in 100 days; properties that are nil are left out.
    func order(_ status: String = "Issued", _ changes: [String: JSONValue?] = [:]) throws -> CertificateOrder {
        var properties: [String: JSONValue?] = [
            "distinguishedName": "CN=contoso.test", "productType": "StandardDomainValidatedSsl", "status": .string(status),
            "domainVerificationToken": "token1", "serialNumber": "1A2B3C", "autoRenew": false, "validityInYears": 1,
            "signedCertificate": ["thumbprint": .string(Self.leaf), "notBefore": .string(RFC3339.text(day(-98)))],
            "lastCertificateIssuanceTime": .string(RFC3339.text(day(-98))), "expirationTime": .string(RFC3339.text(day(100))),
        ]
        for (name, value) in changes { properties.updateValue(value, forKey: name) }
        var object = JSONObject()
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) { object[name] = value }
        return try CertificateOrder(json: [
            "id": .string("\(Self.group)/Microsoft.CertificateRegistration/certificateOrders/web"), "name": "web", "location": "global",
            "properties": .object(object),
        ])
    }

    func sight(_ status: String = "Issued", _ changes: [String: JSONValue?] = [:]) throws -> OrderSight {
        OrderSight(order: try order(status, changes), now: now)
    }

    /// An order that waits for its first certificate.
    func pending(_ more: [String: JSONValue?] = [:]) throws -> OrderSight {
        let none: [String: JSONValue?] = [
            "serialNumber": .some(nil), "signedCertificate": .some(nil), "expirationTime": .some(nil),
            "lastCertificateIssuanceTime": .some(nil),
        ]
        var sight = try sight("Pendingissuance", none.merging(more) { $1 })
        sight.proof = sight.order.proofRecord.map { ProofSight(record: $0) }
        return sight
    }

    func action(_ word: String, _ days: Double) throws -> OrderAction {
        try OrderAction(json: ["actionType": .string(word), "createdAt": .string(RFC3339.text(day(days)))])
    }

    func store(_ state: String, _ content: StoreSight.Content? = nil) throws -> StoreSight {
        let link = try KeyVaultLink(json: [
            "keyVaultId": .string("\(Self.group)/Microsoft.KeyVault/vaults/vault"), "keyVaultSecretName": "web",
            "provisioningState": .string(state),
        ])
        var store = StoreSight(name: "web", link: link)
        store.content = content
        return store
    }

    func stored(_ thumbprint: String?, defect: String? = nil) -> StoreSight.Content {
        .stored(StoredSecret(id: "https://vault/secrets/web/1", thumbprint: thumbprint, defect: defect))
    }

    func copy(_ thumbprint: String, issuer: String = "CN=Issuing") throws -> ImportSight {
        ImportSight(
            try WebCertificate(json: [
                "id": .string("\(Self.group)/Microsoft.Web/certificates/web"), "name": "web", "location": "here",
                "properties": [
                    "thumbprint": .string(thumbprint), "issuer": .string(issuer), "keyVaultSecretName": "web",
                    "keyVaultId": .string("\(Self.group)/microsoft.keyvault/vaults/vault"),
                    "serverFarmId": .string("\(Self.group)/Microsoft.Web/serverfarms/plan"),
                ],
            ])
        )
    }

    func host(_ name: String, _ thumbprint: String?) -> BoundHost {
        BoundHost(hostName: name, site: ResourceID("\(Self.group)/Microsoft.Web/sites/site"), thumbprint: thumbprint)
    }
}

extension [Finding] {
    /// The findings about one thing, worst ones too.
    func about(_ what: String) -> [Finding] { filter { $0.what == what } }
    var wrong: [Finding] { filter { $0.level != .passed } }
}
