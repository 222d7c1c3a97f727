import AppServiceCertificates
import AzureCore
import JSON
import TestSupport
import Testing

@Suite struct WebCertificateUploadTests {
    private let plan = ResourceID.resourceGroup("rg", subscriptionId: subscription).resource("Microsoft.Web", "serverfarms", "plan")

    @Test func `an uploaded PFX and its password are sent and shown nowhere`() throws {
        let certificate = WebCertificate(location: "here", pfx: Secret("TUlJ-pfx"), password: Secret("pass-word"), serverFarmId: plan)
        let body = certificate.requestBody()
        #expect(body["properties"]?["pfxBlob"] == "TUlJ-pfx")
        #expect(body["properties"]?["password"] == "pass-word")
        var dumped = ""
        dump(certificate, to: &dumped)
        #expect(!"\(certificate)\(dumped)".contains("TUlJ-pfx"))
        #expect(!"\(certificate)\(dumped)".contains("pass-word"))
    }

    @Test func `a PFX that an answer carries is not kept`() throws {
        let answer: JSONValue = ["name": "w", "properties": ["pfxBlob": "TUlJ", "password": "word", "thumbprint": "AB"]]
        #expect(try WebCertificate(json: answer).raw == ["name": "w", "properties": ["thumbprint": "AB"]])
    }

    @Test func `a patch sends what is filled in, and a password only where the schema wants one`() {
        var patch = WebCertificatePatch()
        patch.serverFarmId = plan
        #expect(patch.requestBody()["properties"]?.object?.keys == ["serverFarmId"])
        #expect(patch.requestBody(apiVersion: "2018-11-01")["properties"]?["password"] == "")
    }
}
