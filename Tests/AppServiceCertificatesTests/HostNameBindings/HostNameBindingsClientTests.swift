import AppServiceCertificates
import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct HostNameBindingsClientTests {
    private func client(_ transport: ScriptedTransport) -> HostNameBindingsClient {
        HostNameBindingsClient(pipeline: pipeline(transport), cloud: .publicCloud, subscriptionId: subscription)
    }

    @Test(arguments: [200, 201]) func `binding keeps what was read and names the thumbprint`(status: Int) async throws {
        let read: JSONValue = [
            "name": "site/www.example.com",
            "properties": [
                "siteName": "site", "customHostNameDnsRecordType": "CName", "hostNameType": "Verified", "sslState": "Disabled",
                "thumbprint": nil, "virtualIP": "1.2.3.4",
            ],
        ]
        let transport = ScriptedTransport(
            .answer(200, read),
            .answer(status, ["properties": ["sslState": "sniEnabled", "thumbprint": "AB12"]])
        )
        let client = client(transport)
        var binding = try await client.get(resourceGroup: "rg", site: "site", hostName: "www.example.com")
        #expect(binding.sslState == .disabled)
        #expect(binding.virtualIP == "1.2.3.4")
        binding.sslState = .sniEnabled
        binding.thumbprint = "AB12"
        let bound = try await client.createOrUpdate(resourceGroup: "rg", site: "site", hostName: "www.example.com", binding)
        #expect(bound.sslState == .sniEnabled)
        #expect(bound.thumbprint == "AB12")
        let sent = try #require(transport.requests.last)
        #expect(
            sent.url == endpoint + group
                + "/providers/Microsoft.Web/sites/site/hostNameBindings/www.example.com?api-version=2025-05-01"
        )
        #expect(
            sent.json == [
                "properties": [
                    "siteName": "site", "sslState": "SniEnabled", "thumbprint": "AB12", "customHostNameDnsRecordType": "CName",
                    "hostNameType": "Verified",
                ]
            ]
        )
    }

    @Test func `unbinding writes the thumbprint as null`() {
        let body = HostNameBinding(sslState: .disabled, thumbprint: nil).requestBody()
        #expect(body["properties"]?["thumbprint"] == .null)
    }

    @Test func `a thumbprint that does not fit says so`() async {
        let transport = ScriptedTransport(
            .answer(
                409,
                [
                    "Code": "Conflict", "Message": "Thumbprint does not match.",
                    "Details": [["Message": "x"], ["ErrorEntity": ["ExtendedCode": "04030"]]],
                ]
            )
        )
        let error = await failure { () throws(AzureError) in
            try await client(transport).createOrUpdate(resourceGroup: "rg", site: "s", hostName: "h", HostNameBinding(thumbprint: "X"))
        }
        #expect(error?.code == .conflict)
        #expect(error?.innerCode == "04030")
        #expect(error?.nextStep.contains("thumbprint") == true)
    }
}
