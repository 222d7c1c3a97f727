import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Testing

@Suite struct CertificateOrderTests {
    static let issued: JSONValue = [
        "id": .string(group + "/providers/Microsoft.CertificateRegistration/certificateOrders/shop"),
        "name": "shop", "type": "Microsoft.CertificateRegistration/certificateOrders", "location": "Global", "tags": ["team": "web"],
        "properties": [
            "certificates": [
                "link": [
                    "keyVaultId": "/subscriptions/S/resourcegroups/rg/providers/microsoft.keyvault/vaults/v",
                    "keyVaultSecretName": "shop", "provisioningState": "Succeeded",
                ]
            ],
            "distinguishedName": "CN=www.example.com", "domainVerificationToken": "awe4163Br6d32r", "validityInYears": 1,
            "keySize": 2048, "productType": "StandardDomainValidatedSsl", "autoRenew": false, "provisioningState": "Succeeded",
            "status": "issued", "csr": "MIIC", "serialNumber": "0A1B",
            "signedCertificate": [
                "version": 3, "serialNumber": "0A1B", "thumbprint": "AB", "notBefore": "2026-11-01T00:00:00+00:00",
                "notAfter": "2027-05-18T00:00:00.123Z", "rawData": "MIID",
            ],
            "intermediate": ["subject": "CN=I"], "root": ["subject": "CN=R"],
            "lastCertificateIssuanceTime": "2026-11-01T00:00:00Z", "expirationTime": "2027-05-18T00:00:00Z",
            "isPrivateKeyExternal": false, "appServiceCertificateNotRenewableReasons": ["ExpirationNotInRenewalTimeRange", "NewReason"],
            "nextAutoRenewalTimeStamp": "2027-04-16T00:00:00Z", "contact": ["email": "a@example.com", "nameFirst": "A"],
            "futureField": ["kept": true],
        ],
    ]

    @Test func `every field of an issued order is read`() throws {
        let order = try CertificateOrder(json: Self.issued)
        #expect(order.id?.name == "shop")
        #expect(order.name == "shop")
        #expect(order.tags == ["team": "web"])
        #expect(order.productType == .standard)
        #expect(order.distinguishedName == "CN=www.example.com")
        #expect(order.keySize == 2048)
        #expect(order.validityInYears == 1)
        #expect(order.autoRenew == false)
        #expect(order.status == .issued)
        #expect(order.provisioningState == .succeeded)
        #expect(order.domainVerificationToken == "awe4163Br6d32r")
        #expect(order.serialNumber == "0A1B")
        #expect(order.signedCertificate?.thumbprint == "AB")
        #expect(order.signedCertificate?.notBefore == Date(timeIntervalSince1970: 1_793_491_200))
        #expect(order.signedCertificate?.notAfter?.timeIntervalSince1970.rounded(.down) == 1_810_598_400)
        #expect(order.intermediate?.subject == "CN=I")
        #expect(order.root?.subject == "CN=R")
        #expect(order.expirationTime == Date(timeIntervalSince1970: 1_810_598_400))
        #expect(order.lastCertificateIssuanceTime != nil)
        #expect(order.nextAutoRenewalTime != nil)
        #expect(order.notRenewableReasons == [.notInTimeRange, NotRenewableReason(rawValue: "NewReason")])
        #expect(order.isPrivateKeyExternal == false)
        #expect(order.contact?.email == "a@example.com")
        #expect(order.certificates["link"]?.status == .succeeded)
        #expect(order.certificates["link"]?.keyVaultId?.name == "v")
        #expect(order.raw["properties"]?["futureField"]?["kept"] == true)
    }

    @Test func `a new order sends what was chosen and nothing else`() {
        let order = CertificateOrder(productType: .wildcard, distinguishedName: "CN=*.example.com", autoRenew: false)
        let expected: JSONValue = [
            "location": "global",
            "properties": [
                "productType": "StandardDomainValidatedWildCardSsl", "distinguishedName": "CN=*.example.com", "keySize": 2048,
                "validityInYears": 1, "autoRenew": false,
            ],
        ]
        #expect(order.requestBody() == expected)
    }

    @Test func `an order that was read sends back its writable fields only`() throws {
        let body = try CertificateOrder(json: Self.issued).requestBody()
        #expect(
            body["properties"]?.object?.keys
                == ["productType", "distinguishedName", "csr", "keySize", "validityInYears", "autoRenew", "certificates"]
        )
        #expect(body.object?.keys == ["location", "tags", "properties"])
        #expect(body["properties"]?["certificates"]?["link"]?.object?.keys == ["keyVaultId", "keyVaultSecretName"])
    }

    @Test func `an order just placed has no certificate, nulls are as good as absent`() throws {
        let order = try CertificateOrder(json: [
            "location": "global", "properties": ["status": "Pendingissuance", "signedCertificate": nil, "certificates": nil, "csr": nil],
        ])
        #expect(order.status == .pendingIssuance)
        #expect(order.signedCertificate == nil)
        #expect(order.certificates.isEmpty)
        #expect(order.notRenewableReasons.isEmpty)
    }

    static let misfits: [(pointer: String, json: JSONValue)] = [
        ("/properties/keySize", ["properties": ["keySize": "2048"]]),
        ("/properties/signedCertificate/notAfter", ["properties": ["signedCertificate": ["notAfter": "tomorrow"]]]),
        ("/properties/certificates/a", ["properties": ["certificates": ["a": 1]]]),
        ("/properties", ["properties": .array([])]),
        ("", .array([])),
    ]

    @Test(arguments: misfits)
    func `a field of another kind is named by its place`(pointer: String, json: JSONValue) {
        #expect { try CertificateOrder(json: json) } throws: { ($0 as? JSONFieldError)?.pointer == pointer }
    }

    @Test func `the table knows each api-version and takes a later one for the newest`() {
        #expect(CertificateOrdersVersion.named(CertificateOrdersVersion.standard)?.hasContact == true)
        #expect(CertificateOrdersVersion.named("2015-08-01")?.maximumValidityYears == 3)
        #expect(CertificateOrdersVersion.named("2031-01-01")?.name == CertificateOrdersVersion.all.last?.name)
        #expect(CertificateOrdersVersion.named("2014-01-01") == nil)
        #expect(CertificateOrdersVersion.all.map(\.name) == CertificateOrdersVersion.all.map(\.name).sorted())
    }
}
