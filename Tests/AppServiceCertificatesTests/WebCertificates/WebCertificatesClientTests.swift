import AppServiceCertificates
import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct WebCertificatesClientTests {
    private let scope = ResourceID.resourceGroup("rg", subscriptionId: "s")
    private var certificate: WebCertificate {
        WebCertificate(
            location: "West Europe",
            keyVaultId: scope.resource("Microsoft.KeyVault", "vaults", "v"),
            keyVaultSecretName: "shop",
            serverFarmId: scope.resource("Microsoft.Web", "serverfarms", "plan")
        )
    }
    private let answer: JSONValue = [
        "name": "shop", "location": "West Europe",
        "properties": [
            "thumbprint": "AB12", "hostNames": ["www.example.com", "example.com"], "issueDate": "2026-11-01T00:00:00+00:00",
            "expirationDate": "2027-05-18T00:00:00+00:00", "keyVaultSecretStatus": "Initialized", "subjectName": "www.example.com",
        ],
    ]

    private func client(_ transport: ScriptedTransport, apiVersion: String) -> WebCertificatesClient {
        WebCertificatesClient(pipeline: pipeline(transport), cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    @Test(arguments: [("2018-11-01", true), ("2019-08-01", true), ("2020-06-01", false), ("2025-05-01", false)])
    func `an import sends an empty password where the schema wants one`(apiVersion: String, hasPassword: Bool) async throws {
        let transport = ScriptedTransport(.answer(200, answer))
        let imported = try await client(transport, apiVersion: apiVersion).createOrUpdate(resourceGroup: "rg", name: "shop", certificate)
        let sent = try #require(transport.requests.first)
        #expect(sent.method == .put)
        #expect(sent.url == endpoint + group + "/providers/Microsoft.Web/certificates/shop?api-version=" + apiVersion)
        #expect(sent.json?["properties"]?["password"] == (hasPassword ? "" : nil))
        #expect(sent.json?["properties"]?["serverFarmId"]?.string?.hasSuffix("/serverfarms/plan") == true)
        #expect(imported.thumbprint == "AB12")
        #expect(imported.hostNames == ["www.example.com", "example.com"])
        #expect(imported.keyVaultSecretStatus == .initialized)
    }

    @Test func `a certificate is read, fields unknown here stay in raw`() async throws {
        let certificate = try WebCertificate(json: answer)
        #expect(certificate.raw == answer)
        #expect(certificate.expirationDate != nil)
    }

    @Test func `a vault that App Service cannot read is told in its words`() async {
        let transport = ScriptedTransport(
            .answer(400, ["Code": "BadRequest", "Message": "The service does not have access to the Key Vault.", "Details": []])
        )
        let error = await failure { () throws(AzureError) in
            try await client(transport, apiVersion: "2025-05-01").createOrUpdate(resourceGroup: "rg", name: "shop", certificate)
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.serviceMessage == "The service does not have access to the Key Vault.")
    }
}
